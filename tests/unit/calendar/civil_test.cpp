#include "keys/calendar/civil.hpp"

#include <gtest/gtest.h>

namespace valise::calendar {
namespace {

LocalDay day(std::string_view text) { return parse_day(text).value(); }

TEST(Civil, ReadsAndWritesDates) {
  for (const auto* good : {"2026-11-22", "2028-02-29", "1999-12-31", "0001-01-01"}) EXPECT_EQ(day_text(day(good)), good);
  for (const auto* bad : {"", "2026-02-29", "2026-13-01", "2026-1-01", "2026/01/01", "2026-01-01 ", "20a6-01-01", "2026-00-10"}) {
    EXPECT_FALSE(parse_day(bad)) << bad;
  }
}

TEST(Civil, ReadsAndWritesClocks) {
  EXPECT_EQ(parse_clock("00:00"), 0);
  EXPECT_EQ(parse_clock("23:59"), 1439);
  EXPECT_EQ(parse_clock("24:00"), 1440);
  for (const auto* bad : {"", "24:01", "7:00", "07:60", "0700", "07:0a", "-1:00"}) EXPECT_FALSE(parse_clock(bad)) << bad;
  EXPECT_EQ(clock_text(485), "08:05");
  EXPECT_EQ(clock_text(1440), "24:00");
}

TEST(Civil, KnowsWeekdaysAcrossTheYearsEnd) {
  EXPECT_EQ(iso_weekday(day("2026-12-31")), 4);
  EXPECT_EQ(iso_weekday(day("2027-01-01")), 5);
  EXPECT_EQ(iso_weekday(day("2026-11-22")), 7);
  EXPECT_EQ(weekday_name(7), "sunday");
  EXPECT_EQ(parse_weekday("wed"), 3);
  EXPECT_EQ(parse_weekday("wednesday"), 3);
  EXPECT_FALSE(parse_weekday("Wed"));
}

TEST(Civil, MinutesMayLeaveTheirDay) {
  EXPECT_EQ(day_of(at(day("2026-12-31"), minutes_per_day + 30)), day("2027-01-01"));
  EXPECT_EQ(minute_of(at(day("2026-12-31"), minutes_per_day + 30)), 30);
  EXPECT_EQ(day_of(at(day("2026-01-01"), -1)), day("2025-12-31"));
  EXPECT_EQ(minute_of(at(day("2026-01-01"), -1)), 1439);
}

TEST(Civil, AYearLaterThanALeapDayIsTheMonthsLastDay) {
  EXPECT_EQ(years_later(day("2028-02-29"), 1), day("2029-02-28"));
  EXPECT_EQ(years_later(day("2026-11-22"), 1), day("2027-11-22"));
}

}  // namespace
}  // namespace valise::calendar
