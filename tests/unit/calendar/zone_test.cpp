// Zones against instants that the tz database's own tools give (zdump -v).
#include "keys/calendar/zone.hpp"

#include <gtest/gtest.h>

namespace valise::calendar {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

base::UnixMillis unix(std::int64_t s) { return base::UnixMillis(seconds(s)); }
LocalMinute local(std::string_view day, std::string_view clock) { return at(parse_day(day).value(), parse_clock(clock).value()); }
Zone zone(std::string_view name) { return Zone::find(name).value(); }

// A change of the clock: the last minute before it, the first one behind it, and both offsets.
struct Change {
  const char* zone;
  std::int64_t at;
  const char* day;
  const char* before;  // wall clock that the old offset would show at the change
  const char* behind;  // wall clock that the new offset shows at the change
  int old_offset;
  int new_offset;
};
void PrintTo(const Change& change, std::ostream* out) { *out << change.zone << ' ' << change.day; }

const Change kForward[] = {{"Europe/Paris", 1774746000, "2026-03-29", "02:00", "03:00", 60, 120},
                           {"America/New_York", 1772953200, "2026-03-08", "02:00", "03:00", -300, -240},
                           {"Australia/Lord_Howe", 1791041400, "2026-10-04", "02:00", "02:30", 630, 660},
                           {"Africa/Casablanca", 1774144800, "2026-03-22", "02:00", "03:00", 0, 60}};
const Change kBack[] = {{"Europe/Paris", 1792890000, "2026-10-25", "03:00", "02:00", 120, 60},
                        {"America/New_York", 1793512800, "2026-11-01", "02:00", "01:00", -240, -300},
                        {"Australia/Lord_Howe", 1775314800, "2026-04-05", "02:00", "01:30", 660, 630},
                        {"Africa/Casablanca", 1771120800, "2026-02-15", "03:00", "02:00", 60, 0}};

class Forward : public testing::TestWithParam<Change> {};
TEST_P(Forward, ASkippedTimeMeansTheMomentOfTheChange) {
  const auto& c = GetParam();
  const auto z = zone(c.zone);
  const auto first = local(c.day, c.before);
  const auto last = local(c.day, c.behind);
  for (auto time = first; time <= last; time += minutes(1)) EXPECT_EQ(z.instant(time), unix(c.at)) << minute_of(time);
  EXPECT_EQ(z.instant(first - minutes(1)), unix(c.at - 60));
  EXPECT_EQ(z.instant(last + minutes(1)), unix(c.at + 60));
  EXPECT_EQ(z.local(unix(c.at - 1)).time, first - minutes(1));
  EXPECT_EQ(z.local(unix(c.at)).time, last);
  EXPECT_EQ(z.local(unix(c.at - 1)).utc_offset, minutes(c.old_offset));
  EXPECT_EQ(z.local(unix(c.at)).utc_offset, minutes(c.new_offset));
}
INSTANTIATE_TEST_SUITE_P(Zones, Forward, testing::ValuesIn(kForward));

class Back : public testing::TestWithParam<Change> {};
TEST_P(Back, ARepeatedTimeMeansItsFirstOccurrence) {
  const auto& c = GetParam();
  const auto z = zone(c.zone);
  const auto end = local(c.day, c.before);
  const auto start = local(c.day, c.behind);
  const auto repeated = minutes(c.old_offset - c.new_offset);
  EXPECT_EQ(z.instant(start), unix(c.at) - repeated);
  EXPECT_EQ(z.instant(end - minutes(1)), unix(c.at) - minutes(1));
  EXPECT_EQ(z.instant(end), unix(c.at) + repeated) << "comes once, after the repetition";
  EXPECT_EQ(z.local(unix(c.at)).time, start);
  EXPECT_EQ(z.local(unix(c.at) - repeated).time, start);
}
INSTANTIATE_TEST_SUITE_P(Zones, Back, testing::ValuesIn(kBack));

// What shifts rely on.
TEST(Zone, LaterOnTheWallIsNeverEarlier) {
  for (const auto* name : {"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Nairobi"}) {
    const auto z = zone(name);
    auto previous = z.instant(local("2026-01-01", "00:00"));
    for (auto time = local("2026-01-01", "00:15"); time < local("2027-01-02", "00:00"); time += minutes(15)) {
      const auto instant = z.instant(time);
      ASSERT_GE(instant, previous) << name << ' ' << day_text(day_of(time)) << ' ' << clock_text(minute_of(time));
      previous = instant;
    }
  }
}

TEST(Zone, WithoutChangesIsPlain) {
  const auto z = zone("Africa/Nairobi");
  EXPECT_EQ(z.local(unix(1795356303)).time, local("2026-11-22", "17:05"));
  EXPECT_EQ(z.instant(local("2027-01-01", "00:00")), unix(1798750800));
  EXPECT_EQ(Zone::utc().instant(local("1970-01-01", "00:00")), unix(0));
  EXPECT_EQ(zone("America/St_Johns").local(unix(1795356303)).utc_offset, minutes(-210));
}

TEST(Zones, RemembersWhatThereIsAndWhatNot) {
  Zones zones;
  const auto* first = zones.find("Europe/Paris");
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->name(), "Europe/Paris");
  EXPECT_EQ(zones.find("Europe/Atlantis"), nullptr);
  EXPECT_EQ(zones.find("Europe/Atlantis"), nullptr);
  EXPECT_NE(zones.find("UTC"), nullptr);
  EXPECT_EQ(zones.find("Europe/Paris"), first);
}

TEST(Zone, FindsOnlyPlaces) {
  for (const auto* good : {"Europe/Paris", "UTC", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Africa/Kinshasa"}) {
    EXPECT_TRUE(Zone::find(good)) << good;
  }
  for (const auto* bad : {"", "Mars/Olympus", "EST", "PST8PDT", "GMT+3", "+03:00", "europe/paris", "Europe/Paris ",
                          "../../etc/passwd", "Etc/Unknown", "Kenya"}) {
    EXPECT_EQ(Zone::find(bad).error().code, CalendarError::zone_unknown) << bad;
  }
  EXPECT_GE(zone_data_version(), "2022");
}

}  // namespace
}  // namespace valise::calendar
