#include "cli/times.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "cli/office_hours.hpp"

namespace valise::cli {
namespace {

using std::chrono::milliseconds;

constexpr Time sunday_afternoon{milliseconds(1'795'356'303'120)};  // 2026-11-22T14:05:03.120Z

class TimesTest : public ::testing::Test {
 protected:
  void SetUp() override { use_zone("Europe/Paris"); }
  void TearDown() override { use_zone("UTC"); }
  static void use_zone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};

TEST_F(TimesTest, GivesRfc3339) { EXPECT_EQ(utc_text(sunday_afternoon), "2026-11-22T14:05:03.120Z"); }

TEST_F(TimesTest, GivesUtcAndLocalTime) {
  EXPECT_EQ(both_times(sunday_afternoon), "2026-11-22 14:05 UTC (15:05 +01:00 here)");
  use_zone("Asia/Tokyo");
  EXPECT_EQ(both_times(sunday_afternoon + std::chrono::hours(2)), "2026-11-22 16:05 UTC (2026-11-23 01:05 +09:00 here)");
}

TEST_F(TimesTest, GivesTheClockElsewhereAndLeavesOursAlone) {
  const auto there = time_in_zone(sunday_afternoon, "America/St_Johns");
  ASSERT_TRUE(there);
  EXPECT_EQ(there->text, "Sun 2026-11-22 10:35 (UTC-03:30)");
  EXPECT_EQ(there->iso_weekday, 7);
  EXPECT_EQ(there->minute, 10 * 60 + 35);
  EXPECT_STREQ(std::getenv("TZ"), "Europe/Paris");
  EXPECT_EQ(both_times(sunday_afternoon), "2026-11-22 14:05 UTC (15:05 +01:00 here)");
}

TEST_F(TimesTest, RefusesZonesThatAreNone) {
  for (const char* zone :
       {"", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Africa", "UTC0:/etc/passwd", "Africa/Nairobi\n"}) {
    EXPECT_FALSE(time_in_zone(sunday_afternoon, zone)) << zone;
  }
}

ZoneTime at(int weekday, int hour, int minute) { return {weekday, hour * 60 + minute, ""}; }

TEST(OfficeHours, KnowLunchBreaksAndWeekends) {
  const std::vector<OpenHours> hours{{1, 480, 780}, {1, 840, 1020}, {5, 480, 720}};
  const auto minutes = [&](const ZoneTime& there) { return open_state(hours, there); };
  EXPECT_TRUE(minutes(at(1, 8, 0))->open);
  EXPECT_EQ(minutes(at(1, 8, 0))->minutes_left, 300);
  EXPECT_FALSE(minutes(at(1, 13, 0))->open);
  EXPECT_EQ(minutes(at(1, 13, 0))->minutes_left, 60);
  EXPECT_FALSE(minutes(at(5, 12, 0))->open);
  EXPECT_EQ(minutes(at(5, 12, 0))->minutes_left, (2 * 24 + 20) * 60) << "from Friday noon to Monday 8:00";
}

TEST(OfficeHours, MayRunIntoTheNextDayAndAroundTheWeek) {
  const std::vector<OpenHours> night{{7, 1320, 360}};
  EXPECT_TRUE(open_state(night, at(7, 23, 0))->open);
  EXPECT_TRUE(open_state(night, at(1, 5, 59))->open);
  EXPECT_FALSE(open_state(night, at(1, 6, 0))->open);
}

TEST(OfficeHours, IgnoreNonsenseFromTheDirectory) {
  const std::vector<OpenHours> broken{{0, 0, 60}, {8, 0, 60}, {1, -5, 60}, {1, 60, 99999}};
  EXPECT_FALSE(open_state(broken, at(1, 0, 30)));
  EXPECT_EQ(hours_text(broken), "");
  EXPECT_EQ(hours_text({{1, 480, 1020}, {7, 0, 1440}}), "Mon 08:00-17:00, Sun 00:00-24:00");
}

TEST(OfficeHours, AreSaidInWords) {
  EXPECT_EQ(open_text({true, 125}), "open now, closes in 2 h 05 min");
  EXPECT_EQ(open_text({false, 40}), "closed now, opens in 40 min");
  EXPECT_EQ(open_text({false, 3 * 1440}), "closed now, opens in 3 days");
}

}  // namespace
}  // namespace valise::cli
