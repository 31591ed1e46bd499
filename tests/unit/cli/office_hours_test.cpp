#include "cli/office_hours.hpp"

#include <gtest/gtest.h>

namespace valise::cli {
namespace {

const language::Speaker english;

using std::chrono::hours;
using std::chrono::minutes;

constexpr Time now{std::chrono::milliseconds(1'795'420'800'000)};  // Monday 2026-11-23 08:00 UTC
const OfficerName ann{"ke-odpp/@ann", "Ann"};
const OfficerName ben{"ke-odpp/@ben", "Ben"};

Moment in(std::chrono::minutes later, LocalClock local) { return {now + later, std::move(local)}; }
const LocalClock evening{.date = "2026-11-23", .iso_weekday = 1, .minute = 1200, .utc_offset_minutes = 180};
const LocalClock next_week{.date = "2026-11-30", .iso_weekday = 1, .minute = 480, .utc_offset_minutes = 180};

TEST(OfficeHours, ShowTheClockThere) {
  EXPECT_EQ(clock_text({.date = "2026-11-22", .iso_weekday = 7, .minute = 635, .utc_offset_minutes = -210}, english),
            "Sun 2026-11-22 10:35 (UTC-03:30)");
  EXPECT_EQ(moment_text(in(hours(9), evening), now, english), "Mon 20:00 there");
  EXPECT_EQ(moment_text(in(hours(164), next_week), now, english), "Mon 2026-11-30 08:00 there");
}

TEST(OfficeHours, CountDown) {
  EXPECT_EQ(duration_text(minutes(125), english), "2 h 05 min");
  EXPECT_EQ(duration_text(std::chrono::seconds(2 * 3600 + 1), english), "2 h 01 min");
  EXPECT_EQ(duration_text(minutes(40), english), "40 min");
  EXPECT_EQ(duration_text(hours(72), english), "3 days");
  EXPECT_EQ(duration_text(minutes(-5), english), "0 min");
}

TEST(OfficeHours, AreListed) {
  EXPECT_EQ(hours_text({{1, 480, 1020}, {7, 0, 1440}}, english), "Mon 08:00-17:00; Sun 00:00-24:00");
  EXPECT_EQ(hours_text({{1, 480, 780}, {1, 840, 1020}, {2, 480, 780}, {2, 840, 1020}, {3, 480, 780}}, english),
            "Mon-Tue 08:00-13:00, 14:00-17:00; Wed 08:00-13:00");
  EXPECT_EQ(hours_text({{0, 0, 60}, {8, 0, 60}, {1, -5, 60}, {1, 60, 99999}}, english), "") << "nonsense from the directory";
}

TEST(OfficeHours, SayWhatIsOpen) {
  OfficeState office{.open = true, .until = in(minutes(540), evening), .holidays_known = true};
  EXPECT_EQ(office_text(office, now, english), "open now, closes in 9 h 00 min (Mon 20:00 there)");
  office = {.until = in(hours(164), next_week), .holiday = {{"sw", "Sikukuu"}, {"en", "Jamhuri Day"}}, .holidays_known = true};
  EXPECT_EQ(office_text(office, now, english), "closed now: Jamhuri Day, opens in 6 days (Mon 2026-11-30 08:00 there)");
  EXPECT_EQ(office_text({}, now, english), "closed now; public holidays there are not known");
}

TEST(Duty, IsSaidWithWhoIsNext) {
  DutyView duty{.planned = true, .officers = {ann}, .until = in(hours(9), evening), .next = {ben}};
  EXPECT_EQ(duty_text(duty, now, english), "Ann (ke-odpp/@ann) until Mon 20:00 there, in 9 h 00 min; then Ben (ke-odpp/@ben)");
  duty.officers = {};
  duty.relieved = {ben};
  EXPECT_EQ(duty_text(duty, now, english),
            "nobody, still Ben (ke-odpp/@ben) until Mon 20:00 there, in 9 h 00 min; then Ben (ke-odpp/@ben)");
  EXPECT_EQ(duty_text({.officers = {ann}}, now, english), "no plan: everybody on the roster");
  EXPECT_EQ(duty_text({}, now, english), "nobody");
}

TEST(Duty, PlansAreListed) {
  EXPECT_EQ(shift_text({ann, 1, 480, 1200}, english), "Mon 08:00 - 20:00  Ann (ke-odpp/@ann)");
  EXPECT_EQ(shift_text({ann, 7, 1200, 1920}, english), "Sun 20:00 - Mon 08:00  Ann (ke-odpp/@ann)");
  EXPECT_EQ(shift_text({ann, 7, 1200, 1440}, english), "Sun 20:00 - 24:00  Ann (ke-odpp/@ann)");
  EXPECT_EQ(shift_text({ann, 1, 540, 540 + 7 * 1440}, english), "Mon 09:00 - Mon 09:00  Ann (ke-odpp/@ann)");
  EXPECT_EQ(exception_text({"2026-12-24", 0, "2026-12-26", 1440, ann, ben, "Leave"}, english),
            "2026-12-24 - 2026-12-26: Ben (ke-odpp/@ben) instead of Ann (ke-odpp/@ann) (Leave)");
  EXPECT_EQ(exception_text({"2026-12-31", 1200, "2027-01-01", 480, {}, {}, ""}, english),
            "2026-12-31 20:00 - 2027-01-01 08:00: nobody");
}

}  // namespace
}  // namespace valise::cli
