#include "base/quota.hpp"

#include <gtest/gtest.h>

namespace valise::base {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr Quota kSixty{.amount = 60, .period = 60s};
const Monotonic kStart{1000s};

TEST(QuotaMeter, AllAtOnceThenAsItRunsOut) {
  QuotaMeter meter;
  EXPECT_EQ(meter.wait(kSixty, kStart, 60), 0ms);
  meter.use(kSixty, kStart, 60);
  EXPECT_EQ(meter.wait(kSixty, kStart, 1), 1000ms);
  EXPECT_EQ(meter.wait(kSixty, kStart, 30), 30'000ms);
  EXPECT_EQ(meter.wait(kSixty, kStart + 1s, 1), 0ms);
  EXPECT_EQ(meter.wait(kSixty, kStart + 500ms, 1), 500ms);
  EXPECT_FALSE(meter.empty(kSixty, kStart + 59s));
  EXPECT_TRUE(meter.empty(kSixty, kStart + 60s));
}

TEST(QuotaMeter, MoreThanTheWholeFitsWhenEmptyAndIsPaidForAfterwards) {
  QuotaMeter meter;
  EXPECT_EQ(meter.wait(kSixty, kStart, 600), 0ms);
  meter.use(kSixty, kStart, 600);
  EXPECT_EQ(meter.wait(kSixty, kStart, 1), 541'000ms);
}

TEST(QuotaMeter, AClockThatStandsStillOrGoesBackGivesNothing) {
  QuotaMeter meter;
  meter.use(kSixty, kStart, 60);
  EXPECT_EQ(meter.wait(kSixty, kStart - 100s, 1), 1000ms);
  meter.use(kSixty, kStart - 100s, 1);
  EXPECT_EQ(meter.wait(kSixty, kStart, 1), 2000ms);
}

TEST(QuotaTable, KeysDoNotDisturbEachOther) {
  QuotaTable table(kSixty, 10);
  table.use("a", kStart, 60);
  EXPECT_GT(table.wait("a", kStart, 1), 0ms);
  EXPECT_EQ(table.wait("b", kStart, 60), 0ms);
}

// Strangers fill the table: those who are in it keep their meters, all further ones share one, and the memory stays.
TEST(QuotaTable, IsBoundedAndForgetsNobodyWhoHasUsedAnything) {
  QuotaTable table(kSixty, 10);
  for (int i = 0; i < 10; ++i) table.use("early " + std::to_string(i), kStart, 60);
  for (int i = 0; i < 60; ++i) table.use("late " + std::to_string(i), kStart, 1);
  EXPECT_EQ(table.size(), 10U);
  EXPECT_GT(table.wait("early 3", kStart, 1), 0ms);
  EXPECT_GT(table.wait("another", kStart, 1), 0ms) << "the rest share one meter, and it is full";
  table.use("new", kStart + 61s, 1);  // those who were early have been quiet for the whole period
  EXPECT_EQ(table.size(), 1U);
  EXPECT_EQ(table.wait("another", kStart + 61s, 60), 0ms);
}

}  // namespace
}  // namespace valise::base
