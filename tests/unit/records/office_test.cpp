#include "keys/records/office.hpp"

#include <gtest/gtest.h>

namespace valise::records {
namespace {

using calendar::Zone;

class Hours {
 public:
  Hours& open(int weekday, int opens, int closes) {
    auto it = std::ranges::find_if(days_, [&](const auto& d) { return d.iso_weekday() == static_cast<std::uint32_t>(weekday); });
    auto& day = it == days_.end() ? *days_.Add() : *it;
    day.set_iso_weekday(static_cast<std::uint32_t>(weekday));
    auto& open = *day.add_open();
    open.set_opens(static_cast<std::uint32_t>(opens));
    open.set_closes(static_cast<std::uint32_t>(closes));
    return *this;
  }
  Hours& weekdays() {
    for (int day = 1; day <= 5; ++day) open(day, 8 * 60, 13 * 60).open(day, 14 * 60, 17 * 60);
    return *this;
  }
  Hours& holiday(std::string_view date, std::string_view name) {
    auto& holiday = *calendar_.add_holidays();
    holiday.set_date(std::string(date));
    holiday.add_names()->set_text(std::string(name));
    return *this;
  }
  Hours& in(std::string_view zone) {
    zone_ = Zone::find(zone).value();
    return *this;
  }
  [[nodiscard]] UnixMillis instant(std::string_view text) const {
    return zone_.instant(
        calendar::at(calendar::parse_day(text.substr(0, 10)).value(), calendar::parse_clock(text.substr(11)).value()));
  }
  [[nodiscard]] std::optional<OfficeState> at(std::string_view time) const {
    return Office(days_, calendar_.holidays().empty() ? nullptr : &calendar_, zone_).state_at(instant(time));
  }
  // "open until ..." or "closed until ...", as a text that a test can compare.
  [[nodiscard]] std::string said(std::string_view time) const {
    const auto state = at(time);
    if (!state) return "not known";
    std::string out = state->open ? "open" : "closed";
    if (!state->until) return out;
    const auto local = zone_.local(*state->until).time;
    return out + " until " + calendar::day_text(calendar::day_of(local)) + ' ' + calendar::clock_text(calendar::minute_of(local));
  }

 private:
  Office::Days days_;
  v1::HolidayCalendarPublished calendar_;
  Zone zone_ = Zone::find("Africa/Nairobi").value();
};

TEST(Office, KnowsLunchBreaksAndWeekends) {
  const auto office = Hours().weekdays();
  EXPECT_EQ(office.said("2026-11-23 08:00"), "open until 2026-11-23 13:00");
  EXPECT_EQ(office.said("2026-11-23 13:00"), "closed until 2026-11-23 14:00");
  EXPECT_EQ(office.said("2026-11-27 17:00"), "closed until 2026-11-30 08:00");
  EXPECT_EQ(office.said("2026-11-29 12:00"), "closed until 2026-11-30 08:00");
}

TEST(Office, IsClosedOnPublicHolidays) {
  const auto office =
      Hours().weekdays().holiday("2026-12-25", "Christmas").holiday("2026-12-28", "Observed").holiday("2027-01-01", "New Year");
  EXPECT_EQ(office.said("2026-12-24 18:00"), "closed until 2026-12-29 08:00");
  EXPECT_EQ(office.said("2026-12-25 10:00"), "closed until 2026-12-29 08:00");
  EXPECT_EQ(office.at("2026-12-25 10:00")->holiday->names(0).text(), "Christmas");
  EXPECT_FALSE(office.at("2026-12-24 10:00")->holiday);
  EXPECT_EQ(office.said("2026-12-31 17:00"), "closed until 2027-01-04 08:00") << "over the year's end";
}

TEST(Office, SaysWhetherTheYearsHolidaysAreKnown) {
  EXPECT_FALSE(Hours().weekdays().at("2026-11-23 08:00")->holidays_known);
  const auto office = Hours().weekdays().holiday("2026-12-25", "Christmas");
  EXPECT_TRUE(office.at("2026-11-23 08:00")->holidays_known);
  EXPECT_FALSE(office.at("2027-01-01 08:00")->holidays_known);
}

TEST(Office, HoursMayGoOnOverMidnight) {
  const auto night = Hours().open(5, 22 * 60, 24 * 60).open(6, 0, 6 * 60);
  EXPECT_EQ(night.said("2026-11-27 23:00"), "open until 2026-11-28 06:00");
  EXPECT_EQ(night.said("2026-11-28 05:59"), "open until 2026-11-28 06:00");
  auto always = Hours();
  for (int day = 1; day <= 7; ++day) always.open(day, 0, 24 * 60);
  EXPECT_EQ(always.said("2026-11-27 23:00"), "open") << "and never closes";
}

TEST(Office, FollowsItsClockAcrossAChange) {
  const auto paris = Hours().open(7, 60, 4 * 60).in("Europe/Paris");
  const auto before = paris.instant("2026-10-25 01:00");
  EXPECT_EQ(*paris.at("2026-10-25 01:00")->until - before, std::chrono::hours(4)) << "the hour that comes twice";
  const auto spring = paris.instant("2026-03-29 01:00");
  EXPECT_EQ(*paris.at("2026-03-29 01:00")->until - spring, std::chrono::hours(2)) << "the hour that is skipped";
}

TEST(Office, WithoutHoursIsNotKnown) { EXPECT_EQ(Hours().said("2026-11-23 08:00"), "not known"); }

TEST(Confirmation, IsOverdueAfterAYear) {
  const auto day = [](std::string_view text) { return calendar::parse_day(text).value(); };
  EXPECT_FALSE(confirmation_overdue("2025-11-22", day("2026-11-22")));
  EXPECT_TRUE(confirmation_overdue("2025-11-22", day("2026-11-23")));
  EXPECT_TRUE(confirmation_overdue("", day("2026-11-23"))) << "never confirmed";
}

}  // namespace
}  // namespace valise::records
