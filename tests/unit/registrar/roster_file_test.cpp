#include "keys/registrar/roster_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace valise::registrar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kRoster = R"(overlap = 15
officers = ["jmwangi", "akimani", "sotieno"]

[[shifts]]
officer = "jmwangi"
days = ["mon", "tuesday"]
from = "08:00"
to = "20:00"

[[shifts]]
officer = "akimani"
days = ["sun"]
from = "20:00"
to = "08:00"

[[shifts]]
officer = "sotieno"
from = "fri 17:00"
to = "mon 08:00"

[[exceptions]]
from = 2026-12-24
to = 2026-12-26
replaces = "jmwangi"
officer = "akimani"
reason = "Leave"

[[exceptions]]
from = 2026-12-31T20:00:00
to = "2027-01-02 00:00"
nobody = true
)";

std::string with(std::string_view from, std::string_view to) {
  std::string text(kRoster);
  text.replace(text.find(from), from.size(), to);
  return text;
}
std::vector<std::string> problems_of(std::string_view text) {
  Problems problems;
  static_cast<void>(parse_roster(text, "r.toml", problems));
  std::vector<std::string> out;
  for (const auto& problem : problems) out.push_back(problem.text());
  return out;
}

TEST(RosterFile, ReadsShiftsAndExceptions) {
  Problems problems;
  const auto roster = parse_roster(kRoster, "r.toml", problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  EXPECT_EQ(roster.officer_ids_size(), 3);
  EXPECT_EQ(roster.overlap_minutes(), 15U);
  ASSERT_EQ(roster.shifts_size(), 4);
  EXPECT_EQ(roster.shifts(1).iso_weekday(), 2U);
  EXPECT_EQ(roster.shifts(1).ends(), 20U * 60);
  EXPECT_EQ(roster.shifts(2).ends(), 32U * 60) << "to the next day";
  EXPECT_EQ(roster.shifts(3).starts(), 17U * 60);
  EXPECT_EQ(roster.shifts(3).ends(), (3U * 24 + 8) * 60) << "over the week's end";
  ASSERT_EQ(roster.exceptions_size(), 2);
  EXPECT_EQ(roster.exceptions(0).ends(), 1440U) << "the last date counts in full";
  EXPECT_EQ(roster.exceptions(0).replaces(), "jmwangi");
  EXPECT_EQ(roster.exceptions(1).starts(), 20U * 60);
  EXPECT_EQ(roster.exceptions(1).last_day(), "2027-01-01") << "midnight ends the day before";
  EXPECT_EQ(roster.exceptions(1).officer_id(), "");
}

TEST(RosterFile, WritesWhatItReads) {
  Problems problems;
  const auto roster = parse_roster(kRoster, "r.toml", problems);
  const auto again = parse_roster(format_roster(roster), "again.toml", problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  EXPECT_EQ(again.SerializeAsString(), roster.SerializeAsString());
}

// Two officers, a week each: the plan is one's, and every second week the other's.
TEST(RosterFile, WritesOutWhatComesAgain) {
  const auto text = with("reason = \"Leave\"", "every = 2\nuntil = 2027-01-21");
  Problems problems;
  const auto roster = parse_roster(text, "r.toml", problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  ASSERT_EQ(roster.exceptions_size(), 4);
  EXPECT_EQ(roster.exceptions(1).first_day(), "2027-01-07");
  EXPECT_EQ(roster.exceptions(1).last_day(), "2027-01-09");
  EXPECT_EQ(roster.exceptions(2).first_day(), "2027-01-21") << "the last day counts";
  EXPECT_EQ(roster.exceptions(2).replaces(), "jmwangi");
  EXPECT_EQ(roster.exceptions(2).ends(), 1440U);
  EXPECT_EQ(roster.exceptions(3).first_day(), "2026-12-31") << "the next one of the file";
}

struct Mistake {
  const char* from;
  const char* to;
  const char* problem;
};
const Mistake kMistakes[] = {
    {"overlap = 15", "overlap = 15 minutes", "r.toml:1: this is not TOML"},
    {"overlap = 15", "overlap = 900", "r.toml:1: overlap: 0 to 240"},
    {"overlap = 15", "overlaps = 15", "r.toml:1: overlaps: there is no such field"},
    {"\"sotieno\"]", "\"sotieno\", \"akimani\"]", "r.toml:2: officers: an officer is named twice"},
    {"\"sotieno\"]", "\"sotieno\", \"S. Otieno\"]", "r.toml:2: officers: an officer is named by the id"},
    {"officer = \"jmwangi\"", "officer = \"jmwangy\"", "r.toml:5: shifts.officer: this officer is not among"},
    {"\"mon\", \"tuesday\"", "\"Monday\"", "r.toml:6: shifts.days: days are mon"},
    {"\"mon\", \"tuesday\"", "\"mon\", \"monday\"", "r.toml:6: shifts.days: a day is named twice"},
    {"from = \"08:00\"", "from = \"8am\"", "r.toml:7: shifts.from: a time is written like"},
    {"from = \"08:00\"", "from = \"24:00\"", "r.toml:4: shifts.from: 24:00 is 00:00"},
    {"from = \"08:00\"", "from = \"mon 08:00\"", "r.toml:4: shifts: give either days"},
    {"days = [\"sun\"]\n", "", "r.toml:10: shifts: give either days"},
    {"to = \"mon 08:00\"\n", "", "r.toml:16: shifts.to: is missing"},
    {"from = 2026-12-24", "from = 2026-12-27", "exceptions: ends before it starts"},
    {"to = 2026-12-26", "to = \"26 December\"", "r.toml:23: exceptions.to: a date is written like"},
    {"2026-12-31T20:00:00", "2026-12-31T20:00:00Z", "r.toml:29: exceptions.from: a date is written like"},
    {"2026-12-31T20:00:00", "2026-12-31T20:00:30", "r.toml:29: exceptions.from: a date is written like"},
    {"nobody = true", "", "exceptions: give either officer, or nobody"},
    {"reason = \"Leave\"", "every = 2", "r.toml:21: exceptions: give both every and until"},
    {"reason = \"Leave\"", "every = 0\nuntil = 2027-01-21", "r.toml:26: exceptions.every: 1 to 52 weeks"},
    {"reason = \"Leave\"", "every = 1\nuntil = 2032-01-21", "r.toml:21: exceptions: there are more than 256"},
    {"reason = \"Leave\"", "every = 1\nuntil = 2027-01-21T08:00:00", "r.toml:27: exceptions.until: a date without"},
    {"reason = \"Leave\"", "reason = 5", "r.toml:26: exceptions.reason: a text"},
};

TEST(RosterFile, NamesEveryMistakeAndItsLine) {
  for (const auto& mistake : kMistakes) {
    EXPECT_THAT(problems_of(with(mistake.from, mistake.to)), ElementsAre(HasSubstr(mistake.problem))) << mistake.to;
  }
  EXPECT_THAT(problems_of("overlap = 5"), ElementsAre("r.toml:1: officers: the staff of the post is missing"));
  EXPECT_THAT(problems_of(kRoster), IsEmpty());
}

TEST(RosterFile, NamesAllMistakesAtOnceInTheirOrder) {
  EXPECT_THAT(
      problems_of("officers = [\"a\"]\novrlap = 1\n[[shifts]]\nofficer = \"b\"\ndays = [\"xyz\"]\nfrom = \"25:00\"\nto = 8\n"),
      ElementsAre(HasSubstr("r.toml:2"), HasSubstr("r.toml:4"), HasSubstr("r.toml:5"), HasSubstr("r.toml:6"),
                  HasSubstr("r.toml:7")));
}

}  // namespace
}  // namespace valise::registrar
