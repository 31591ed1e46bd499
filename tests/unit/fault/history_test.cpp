#include "tests/fault/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Written one{"ann", 1}, two{"ann", 2}, other{"bob", 1};

// A run without fault: three messages, two devices, all kept in one order.
struct HistoryTest : ::testing::Test {
  HistoryTest() {
    for (const auto& message : {one, two, other}) {
      history.invoked(message);
      history.promised(message);
    }
  }
  void keep(const std::string& device, const std::vector<Written>& order) {
    for (const auto& message : order) history.kept(device, message);
  }
  [[nodiscard]] std::vector<std::string> problems() const { return history.problems({"a", "b"}); }
  History history;
};

TEST_F(HistoryTest, GoodRunHasNoProblems) {
  keep("a", {one, other, two});
  keep("b", {one, other, two});
  history.shown("a", one);
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_EQ(history.promises(), 3u);
}

TEST_F(HistoryTest, FindsWhatWasLost) {
  keep("a", {one, other, two});
  keep("b", {one, other});
  EXPECT_THAT(problems(), ElementsAre("lost: message 2 of ann at b"));
}

TEST_F(HistoryTest, WhatWasNeverPromisedMayBeMissing) {
  history.invoked({"ann", 3});
  keep("a", {one, other, two, {"ann", 3}});
  keep("b", {one, other, two});
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(HistoryTest, FindsDuplicates) {
  keep("a", {one, other, two, two});
  keep("b", {one, other, two});
  history.shown("b", one);
  history.shown("b", one);
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("kept twice"), HasSubstr("shown twice")));
}

TEST_F(HistoryTest, FindsPhantoms) {
  keep("a", {one, other, two, {"eve", 1}});
  keep("b", {one, other, two});
  history.shown("b", {"eve", 1});
  EXPECT_THAT(problems(), ElementsAre(StartsWith("phantom: message 1 of eve at a"), HasSubstr("shown but not kept")));
}

TEST_F(HistoryTest, FindsReorderingAndDisagreement) {
  keep("a", {two, one, other});
  keep("b", {one, other, two});
  EXPECT_THAT(problems(), ElementsAre(StartsWith("reordered: message 1 of ann at a"), StartsWith("disagreed")));
}

TEST_F(HistoryTest, KnowsWhatIsMeantForWhom) {
  history.meant_for(one, {"a"});
  keep("a", {one, other, two});
  keep("b", {other, two});
  EXPECT_THAT(problems(), IsEmpty());
  history.meant_for(two, {"a"});
  EXPECT_THAT(problems(), ElementsAre("phantom: message 2 of ann at b, meant for others"));
}

TEST_F(HistoryTest, FindsDisagreementOfThoseWhoDoNotHaveTheSame) {
  history.meant_for(one, {"b"});
  keep("a", {two, other});
  keep("b", {one, other, two});
  EXPECT_THAT(problems(), ElementsAre("disagreed: a and b"));
}

TEST(HistoryText, RoundTrips) {
  Written message;
  ASSERT_TRUE(written_of(text_of(two), message));
  EXPECT_EQ(message, two);
  for (const auto* text : {"", "message", "message x of ann", "message 1 of ", "message 1 ann"}) {
    EXPECT_FALSE(written_of(text, message)) << text;
  }
}

TEST_F(HistoryTest, FindsFilesThatAreAlteredOrWereNotGiven) {
  keep("a", {one, other, two});
  keep("b", {one, other, two});
  history.carries(one, "right");
  history.carries(other, "right");
  for (const auto* device : {"a", "b"}) history.fetched(device, one, "right");
  history.fetched("a", other, "right");
  EXPECT_THAT(problems(), ElementsAre("missing: message 1 of bob at b"));
  history.fetched("b", other, "wrong");
  EXPECT_THAT(problems(), ElementsAre("altered: message 1 of bob at b"));
  history.fetched("b", other, "right");
  EXPECT_THAT(problems(), ElementsAre("altered: message 1 of bob at b"));
}

TEST_F(HistoryTest, FilesMayBeGoneOnlyWhereThatIsSo) {
  keep("a", {one, other, two});
  keep("b", {one, other, two});
  history.carries(one, "right");
  history.fetched("a", one, "right");
  history.gone("b", one);
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("told to be gone")));
  history.may_lose_files();
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_EQ(history.files(), 1u);
  EXPECT_EQ(history.fetches(), 1u);
}

}  // namespace
}  // namespace valise::tests
