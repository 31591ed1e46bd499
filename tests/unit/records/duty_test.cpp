// Who is on duty, on ordinary days and on those on which rosters break: changes of the clock, holidays, the year's end.
#include "keys/records/duty.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace valise::records {
namespace {

using calendar::Zone;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

calendar::LocalMinute local(std::string_view text) {  // "2026-11-23 08:00"
  return calendar::at(calendar::parse_day(text.substr(0, 10)).value(), calendar::parse_clock(text.substr(11)).value());
}

class Roster {
 public:
  explicit Roster(std::string_view zone) : zone_(Zone::find(zone).value()) {
    for (const auto* officer : {"ann", "ben", "cleo"}) roster_.add_officer_ids(officer);
  }
  Roster& shift(std::string_view officer, int weekday, int starts, int ends) {
    auto& shift = *roster_.add_shifts();
    shift.set_officer_id(std::string(officer));
    shift.set_iso_weekday(static_cast<std::uint32_t>(weekday));
    shift.set_starts(static_cast<std::uint32_t>(starts));
    shift.set_ends(static_cast<std::uint32_t>(ends));
    return *this;
  }
  // Ann by day and Ben by night, every day.
  Roster& day_and_night(int day = 8 * 60, int night = 20 * 60) {
    for (int weekday = 1; weekday <= 7; ++weekday) shift("ann", weekday, day, night).shift("ben", weekday, night, day + 24 * 60);
    return *this;
  }
  Roster& exception(std::string_view from, std::string_view to, std::string_view replaces, std::string_view officer) {
    auto& exception = *roster_.add_exceptions();
    exception.set_first_day(std::string(from.substr(0, 10)));
    exception.set_starts(static_cast<std::uint32_t>(calendar::parse_clock(from.substr(11)).value()));
    exception.set_last_day(std::string(to.substr(0, 10)));
    exception.set_ends(static_cast<std::uint32_t>(calendar::parse_clock(to.substr(11)).value()));
    exception.set_replaces(std::string(replaces));
    exception.set_officer_id(std::string(officer));
    return *this;
  }
  Roster& overlap(std::uint32_t minutes) {
    roster_.set_overlap_minutes(minutes);
    return *this;
  }
  [[nodiscard]] Plan plan(OfficerIds absent = {}) const { return {roster_, zone_, std::move(absent)}; }
  [[nodiscard]] Duty at(std::string_view time) const { return plan().duty_at(zone_.instant(local(time))); }
  [[nodiscard]] UnixMillis instant(std::string_view time) const { return zone_.instant(local(time)); }

 private:
  v1::RosterPublished roster_;
  Zone zone_;
};

TEST(Duty, FollowsTheWeeklyPlanAndSaysWhoIsNext) {
  const auto roster = Roster("Africa/Nairobi").day_and_night();
  const auto morning = roster.at("2026-11-23 08:00");
  EXPECT_TRUE(morning.planned);
  EXPECT_THAT(morning.officers, ElementsAre("ann"));
  EXPECT_EQ(morning.until, roster.instant("2026-11-23 20:00"));
  EXPECT_THAT(morning.next, ElementsAre("ben"));
  EXPECT_THAT(roster.at("2026-11-23 07:59").officers, ElementsAre("ben"));
  EXPECT_THAT(roster.at("2026-11-24 00:00").officers, ElementsAre("ben")) << "a shift goes on after midnight";
  EXPECT_EQ(roster.at("2026-11-24 00:00").until, roster.instant("2026-11-24 08:00"));
}

TEST(Duty, SundayNightGoesIntoMonday) {
  const auto roster = Roster("Europe/Paris").shift("ann", 7, 22 * 60, 30 * 60);
  EXPECT_THAT(roster.at("2026-11-23 05:59").officers, ElementsAre("ann"));
  EXPECT_THAT(roster.at("2026-11-23 06:00").officers, IsEmpty());
  EXPECT_EQ(roster.at("2026-11-23 06:00").until, roster.instant("2026-11-29 22:00"));
  EXPECT_THAT(roster.at("2026-11-23 06:00").next, ElementsAre("ann"));
}

TEST(Duty, AWholeWeeksTurnIsOneTurn) {
  const auto roster = Roster("Europe/Paris").shift("ann", 1, 9 * 60, 9 * 60 + 7 * 24 * 60);
  const auto duty = roster.at("2027-01-01 00:00");
  EXPECT_THAT(duty.officers, ElementsAre("ann"));
  EXPECT_FALSE(duty.until) << "the next week is hers, too";
}

TEST(Duty, GoesOnAtTheYearsEnd) {
  const auto roster = Roster("America/New_York").day_and_night();
  EXPECT_THAT(roster.at("2026-12-31 23:59").officers, ElementsAre("ben"));
  EXPECT_EQ(roster.at("2026-12-31 23:59").until, roster.instant("2027-01-01 08:00"));
  EXPECT_THAT(roster.at("2027-01-01 00:00").officers, ElementsAre("ben"));
}

TEST(Duty, WithoutAPlanIsTheWholeStaff) {
  const auto duty = Roster("UTC").at("2026-11-23 08:00");
  EXPECT_FALSE(duty.planned);
  EXPECT_THAT(duty.officers, ElementsAre("ann", "ben", "cleo"));
  EXPECT_FALSE(duty.until);
  EXPECT_THAT(Roster("UTC").plan({"ben"}).duty_at(UnixMillis()).officers, ElementsAre("ann", "cleo"));
}

// In every zone the whole of the night with a changing clock is covered, by one officer at a time.
struct Night {
  const char* zone;
  const char* day;   // on which the clock changes
  int night_length;  // hours * 60, from 20:00 to 8:00
  int change = 0;    // wall-clock minute at which it changes: a hand-over there must not leave a gap
};
void PrintTo(const Night& night, std::ostream* out) { *out << night.zone << ' ' << night.day; }
class ClockChange : public testing::TestWithParam<Night> {};

TEST_P(ClockChange, LeavesNoGapAndNoOverlap) {
  const auto& night = GetParam();
  const auto day = calendar::parse_day(night.day).value();
  for (const int handover : {8 * 60, night.change, night.change + 15, night.change + 60}) {
    const auto roster = Roster(night.zone).day_and_night(handover, 20 * 60);
    const auto zone = Zone::find(night.zone).value();
    const auto spans = roster.plan().spans(zone.instant(calendar::at(day - std::chrono::days(2), 0)),
                                           zone.instant(calendar::at(day + std::chrono::days(2), 0)));
    for (const auto& span : spans) EXPECT_EQ(span.officers.size(), 1U) << handover;
    EXPECT_EQ(spans.size(), 9U) << handover;
  }
}
TEST_P(ClockChange, MakesTheNightLongerOrShorter) {
  const auto& night = GetParam();
  const auto evening = calendar::day_text(calendar::parse_day(night.day).value() - std::chrono::days(1)) + " 20:00";
  const auto roster = Roster(night.zone).day_and_night();
  const auto duty = roster.at(evening);
  EXPECT_THAT(duty.officers, ElementsAre("ben"));
  EXPECT_EQ(*duty.until - roster.instant(evening), minutes(night.night_length));
}
// The quick question looks at a few shifts only.
TEST_P(ClockChange, WhoIsOnDutyNowIsWhoHasTheSpan) {
  const auto& night = GetParam();
  const auto zone = Zone::find(night.zone).value();
  const auto day = calendar::parse_day(night.day).value();
  const auto plan = Roster(night.zone)
                        .day_and_night(night.change, 20 * 60)
                        .shift("cleo", 1, 600, 600 + 7 * 24 * 60)
                        .exception(calendar::day_text(day) + " 00:00", calendar::day_text(day) + " 12:00", "ben", "")
                        .plan();
  for (const auto& span : plan.spans(zone.instant(calendar::at(day - std::chrono::days(4), 0)),
                                     zone.instant(calendar::at(day + std::chrono::days(4), 0)))) {
    EXPECT_EQ(plan.on_duty(span.from).officers, span.officers);
    EXPECT_EQ(plan.on_duty(span.to - minutes(1)).officers, span.officers);
  }
}
INSTANTIATE_TEST_SUITE_P(
    Zones, ClockChange,
    testing::Values(Night{"Europe/Paris", "2026-03-29", 11 * 60, 120}, Night{"Europe/Paris", "2026-10-25", 13 * 60, 120},
                    Night{"America/New_York", "2026-03-08", 11 * 60, 120}, Night{"America/New_York", "2026-11-01", 13 * 60, 60},
                    Night{"Australia/Lord_Howe", "2026-10-04", 11 * 60 + 30, 120},
                    Night{"Australia/Lord_Howe", "2026-04-05", 12 * 60 + 30, 90},
                    Night{"Africa/Casablanca", "2026-02-15", 13 * 60, 120},
                    Night{"Africa/Casablanca", "2026-03-22", 11 * 60, 120}, Night{"Africa/Nairobi", "2026-03-29", 12 * 60, 120}));

TEST(Duty, AShiftWithinTheSkippedHourVanishes) {
  const auto roster = Roster("Europe/Paris").day_and_night().shift("cleo", 7, 2 * 60, 3 * 60);
  EXPECT_THAT(roster.at("2026-03-22 02:30").officers, ElementsAre("ben", "cleo"));
  EXPECT_THAT(roster.at("2026-03-29 02:30").officers, ElementsAre("ben"));
}

TEST(Duty, ARepeatedHourBelongsToWhoWasOnDutyBefore) {
  const auto roster = Roster("Europe/Paris").day_and_night(3 * 60, 20 * 60);
  const auto first = roster.instant("2026-10-25 02:30");
  EXPECT_THAT(roster.plan().duty_at(first).officers, ElementsAre("ben"));
  EXPECT_THAT(roster.plan().duty_at(first + hours(1)).officers, ElementsAre("ben")) << "2:30 once more";
  EXPECT_THAT(roster.plan().duty_at(first + minutes(90)).officers, ElementsAre("ann")) << "3:00";
}

TEST(Exceptions, GiveOneOfficersTurnsToAnother) {
  const auto roster = Roster("Europe/Paris").day_and_night().exception("2026-12-24 00:00", "2026-12-26 24:00", "ann", "cleo");
  EXPECT_THAT(roster.at("2026-12-23 12:00").officers, ElementsAre("ann"));
  EXPECT_THAT(roster.at("2026-12-25 12:00").officers, ElementsAre("cleo"));
  EXPECT_THAT(roster.at("2026-12-25 22:00").officers, ElementsAre("ben")) << "his turns stay";
  EXPECT_THAT(roster.at("2026-12-27 08:00").officers, ElementsAre("ann"));
}

TEST(Exceptions, CanLeaveNobodyOrFillAGap) {
  const auto nobody = Roster("Europe/Paris").day_and_night().exception("2026-12-31 20:00", "2027-01-01 24:00", "", "");
  EXPECT_THAT(nobody.at("2026-12-31 19:59").officers, ElementsAre("ann"));
  EXPECT_THAT(nobody.at("2027-01-01 12:00").officers, IsEmpty());
  EXPECT_EQ(nobody.at("2027-01-01 12:00").until, nobody.instant("2027-01-02 00:00"));
  EXPECT_THAT(nobody.at("2027-01-01 12:00").next, ElementsAre("ben")) << "his night goes on after the exception";
  const auto filled =
      Roster("Europe/Paris").shift("ann", 1, 480, 1020).exception("2026-11-24 00:00", "2026-11-24 24:00", "", "cleo");
  EXPECT_THAT(filled.at("2026-11-24 03:00").officers, ElementsAre("cleo"));
}

TEST(Exceptions, ApplyInTheirOrder) {
  const auto roster = Roster("UTC")
                          .day_and_night()
                          .exception("2026-12-01 00:00", "2026-12-31 24:00", "ann", "cleo")
                          .exception("2026-12-10 00:00", "2026-12-10 24:00", "cleo", "ben");
  EXPECT_THAT(roster.at("2026-12-09 12:00").officers, ElementsAre("cleo"));
  EXPECT_THAT(roster.at("2026-12-10 12:00").officers, ElementsAre("ben"));
}

TEST(Exceptions, AloneMakeADatedPlanOverTheWholeStaff) {
  const auto roster = Roster("UTC")
                          .exception("2026-11-23 08:00", "2026-11-30 08:00", "", "ann")
                          .exception("2026-11-30 08:00", "2026-12-07 08:00", "", "ben");
  EXPECT_THAT(roster.at("2026-11-25 12:00").officers, ElementsAre("ann"));
  EXPECT_THAT(roster.at("2026-12-01 12:00").officers, ElementsAre("ben"));
  EXPECT_EQ(roster.at("2026-11-25 12:00").until, roster.instant("2026-11-30 08:00"));
  EXPECT_THAT(roster.at("2026-12-08 12:00").officers, ElementsAre("ann", "ben", "cleo")) << "never nobody by forgetfulness";
}

TEST(Duty, WhoIsRelievedStaysForTheOverlap) {
  const auto roster = Roster("UTC").day_and_night().overlap(15).exception("2026-11-25 20:00", "2026-11-26 08:00", "ben", "");
  EXPECT_THAT(roster.at("2026-11-23 20:14").officers, ElementsAre("ben"));
  EXPECT_THAT(roster.at("2026-11-23 20:14").relieved, ElementsAre("ann"));
  EXPECT_THAT(roster.at("2026-11-23 20:15").relieved, IsEmpty());
  EXPECT_THAT(roster.at("2026-11-25 20:05").relieved, IsEmpty()) << "nobody came to relieve her";
  EXPECT_THAT(roster.at("2026-11-25 20:05").officers, IsEmpty());
}

TEST(Duty, RetiredOfficersAreOnDutyNoMore) {
  const auto roster = Roster("UTC").day_and_night();
  const auto duty = roster.plan({"ann"}).duty_at(roster.instant("2026-11-23 12:00"));
  EXPECT_THAT(duty.officers, IsEmpty());
  EXPECT_EQ(duty.until, roster.instant("2026-11-23 20:00"));
}

}  // namespace
}  // namespace valise::records
