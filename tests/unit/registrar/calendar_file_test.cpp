#include "keys/registrar/calendar_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace valise::registrar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kCalendar = R"(name = "ke"
[[holidays]]
date = 2027-01-01
names = { en = "New Year's Day" }
[[holidays]]
date = 2026-12-12
names = { en = "Jamhuri Day", sw = "Sikukuu ya Jamhuri" }
)";

std::vector<std::string> problems_of(std::string_view text) {
  Problems problems;
  static_cast<void>(parse_calendar(text, "c.toml", problems));
  std::vector<std::string> out;
  for (const auto& problem : problems) out.push_back(problem.text());
  return out;
}
std::string with(std::string_view from, std::string_view to) {
  std::string text(kCalendar);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(CalendarFile, ReadsInTheOrderOfTheDatesAndWritesTheSame) {
  Problems problems;
  const auto calendar = parse_calendar(kCalendar, "c.toml", problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  ASSERT_EQ(calendar.holidays_size(), 2);
  EXPECT_EQ(calendar.holidays(0).date(), "2026-12-12");
  EXPECT_EQ(calendar.holidays(0).names(1).text(), "Sikukuu ya Jamhuri");
  const auto again = parse_calendar(format_calendar(calendar), "again.toml", problems);
  EXPECT_TRUE(problems.empty()) << format_calendar(calendar);
  EXPECT_EQ(again.SerializeAsString(), calendar.SerializeAsString());
}

TEST(CalendarFile, NamesEveryMistakeAndItsLine) {
  EXPECT_THAT(problems_of(with("\"ke\"", "\"Kenya\"")), ElementsAre(HasSubstr("c.toml:1: name: a calendar is named")));
  EXPECT_THAT(problems_of(with("\"ke\"", "\"xx-north\"")), ElementsAre(HasSubstr("c.toml:1: name: begins with two letters")));
  EXPECT_THAT(problems_of(with("2026-12-12", "2027-01-01")),
              ElementsAre(HasSubstr("c.toml:6: holidays.date: this date stands here")));
  EXPECT_THAT(problems_of(with("2026-12-12", "\"12 December\"")),
              ElementsAre(HasSubstr("c.toml:6: holidays.date: a date is written")));
  EXPECT_THAT(problems_of(with("sw = ", "swahili = ")),
              ElementsAre(HasSubstr("c.toml:7: holidays.names: there is no such language")));
  EXPECT_THAT(problems_of(with("date = 2027-01-01\n", "")), ElementsAre(HasSubstr("c.toml:2: holidays.date: is missing")));
  EXPECT_THAT(problems_of(with("names = { en = \"New Year's Day\" }", "name = \"x\"")),
              ElementsAre(HasSubstr("c.toml:2: holidays.names: is missing"),
                          HasSubstr("c.toml:4: holidays.name: there is no such field")));
}

}  // namespace
}  // namespace valise::registrar
