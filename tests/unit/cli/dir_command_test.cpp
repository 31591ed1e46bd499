// valise dir: what is asked of the directory, and what is shown of it.
#include <gmock/gmock.h>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Dir = ProgramTest;

TEST_F(Dir, DirSearchHandsOverEveryCondition) {
  world().authorities = {nairobi()};
  const auto outcome = run({"dir", "search", "office", "prosec", "--country", "KE", "--mandate", "untoc-18", "--network", "wacap",
                            "--language", "fr", "--on-duty"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(world().query.on_duty);
  const auto& query = world().query;
  EXPECT_EQ(query.text + "|" + query.country + "|" + query.mandate + "|" + query.network + "|" + query.language,
            "office prosec|KE|untoc-18|wacap|fr");
  EXPECT_THAT(outcome.out, HasSubstr("ke-odpp  Office of the Director of Public Prosecutions"));
  EXPECT_THAT(outcome.out, HasSubstr("Sun 2026-11-22 17:05 (UTC+03:00), Africa/Nairobi: closed now, opens in 14 h 55 min"));
  EXPECT_THAT(outcome.out, HasSubstr("\n    works in English, Swahili\n"));
}

TEST_F(Dir, DirShowsWhoIsOnDutyAndWhatIsOverdue) {
  auto authority = nairobi();
  authority.overdue = true;
  authority.encryption_required = true;
  authority.posts.front().duty = {.planned = true, .officers = {{"ke-odpp/@jmwangi", "Jane Mwangi"}}};
  world().authorities = {authority};
  const auto row = run({"dir", "search"}).out;
  EXPECT_THAT(row, HasSubstr("[record overdue]"));
  EXPECT_THAT(row, HasSubstr("encryption required"));
  EXPECT_THAT(row, HasSubstr("on duty: Jane Mwangi (ke-odpp/@jmwangi)"));
  EXPECT_THAT(run({"dir", "show", "ke-odpp"}).out, HasSubstr("never, overdue: ask before you rely on it"));
}

TEST_F(Dir, DirSearchThatFindsNothingEndsWithNotFound) { EXPECT_EQ(run({"dir", "search", "x"}).code, 3); }

TEST_F(Dir, DirShowTellsWhoIsReachable) {
  world().authorities = {nairobi()};
  const auto authority = run({"dir", "show", "ke-odpp"}).out;
  EXPECT_THAT(authority, HasSubstr("ke-odpp/duty  24/7 contact point  reachable"));
  EXPECT_THAT(authority, HasSubstr("Jane Mwangi (ke-odpp/@jmwangi)"));
  EXPECT_THAT(authority, HasSubstr("ke-odpp/desk  desk  not reachable: no active device"));
  EXPECT_THAT(authority, HasSubstr("untoc-18 mutual legal assistance"));
  world().post = world().authorities.front().posts.front();
  EXPECT_THAT(run({"dir", "show", "ke-odpp/duty"}).out, StartsWith("ke-odpp/duty"));
  EXPECT_THAT(run({"dir", "show", "ke-odpp/@jmwangi"}).out, StartsWith("Jane Mwangi  reachable"));
  EXPECT_EQ(run({"dir", "show", "ke-odpp/@nobody"}).code, 3);
}

TEST_F(Dir, DirNetworksNamesMembersAndFocalPoints) {
  world().networks = {{.id = "casc"},
                      {.id = "wacap",
                       .names = {{"en", "West African network"}},
                       .secretariat = "ng-agf",
                       .members = {"gh-ag", "ng-agf"},
                       .focal_points = {"gh-ag/wacap"}}};
  const auto all = run({"dir", "networks"});
  EXPECT_EQ(all.code, 0);
  EXPECT_THAT(all.out, HasSubstr("wacap  West African network\n"));
  EXPECT_THAT(all.out, HasSubstr("gh-ag, ng-agf"));
  const auto one = run({"dir", "networks", "wacap", "--json"}).out;
  EXPECT_THAT(one, HasSubstr(R"("members":["gh-ag","ng-agf"],"focal_points":["gh-ag/wacap"])"));
  EXPECT_THAT(one, Not(HasSubstr("casc")));
  EXPECT_EQ(run({"dir", "networks", "iberred"}).code, 3);
}

}  // namespace
}  // namespace valise::tests
