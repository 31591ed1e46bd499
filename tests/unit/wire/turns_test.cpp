// Whose TLS handshake comes next, and when.
#include "wire/turns.hpp"

#include <gtest/gtest.h>

#include <list>

namespace valise::wire {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using Standing = Turns::Standing;

class TurnsTest : public testing::Test {
 protected:
  Turns::Waiting& join(const std::string& address) {
    auto& waiting = all_.emplace_back();
    waiting.address = address;
    waiting.standing = turns_.standing_of(address, now_);
    turns_.join(waiting);
    return waiting;
  }
  // served lets handshakes of 1 ms through for a while and counts them by address.
  std::map<std::string, int> served(std::chrono::milliseconds time) {
    std::map<std::string, int> out;
    for (const auto end = now_ + time; now_ < end; now_ += 1ms) {
      while (auto* next = turns_.next(now_)) {
        ++out[next->address];
        turns_.ended(*next, Turns::Time(1000), now_);
      }
    }
    return out;
  }

  base::Monotonic now_{1000s};
  Turns turns_{{.stranger_handshake_percent = 25, .known_handshake_percent = 50}};
  std::list<Turns::Waiting> all_;
};

TEST_F(TurnsTest, WhoComesWhenNobodyElseDoesHasTheTurnAtOnce) {
  auto& only = join("a");
  EXPECT_EQ(turns_.next(now_), &only);
  EXPECT_EQ(turns_.next(now_), nullptr);
  EXPECT_FALSE(turns_.until(now_)) << "nobody waits";
}

TEST_F(TurnsTest, StrangersTogetherHaveTheirShareOfTheTimeAndNoMore) {
  for (int n = 0; n < 2000; ++n) join(std::to_string(n % 200));
  int count = 0;
  for (const auto& [address, times] : served(2000ms)) count += times;
  EXPECT_NEAR(count, 500, 10);  // of 1 ms each, in 2 s
  const auto wait = turns_.until(now_);
  ASSERT_TRUE(wait);
  EXPECT_LT(*wait, 10ms);
}

TEST_F(TurnsTest, ANewcomerWaitsForOneOfEachAddressThatFloods) {
  for (int n = 0; n < 300; ++n) join(n % 3 == 0 ? "flood 1" : "flood 2");
  static_cast<void>(served(100ms));
  auto& newcomer = join("newcomer");
  std::vector<std::string> order;
  for (; newcomer.queued; now_ += 1ms) {
    if (auto* next = turns_.next(now_)) order.push_back(next->address);
  }
  EXPECT_LE(order.size(), 3U);
  EXPECT_EQ(order.back(), "newcomer");
}

TEST_F(TurnsTest, AnAddressThatProvedAnIdentityLatelyDoesNotWaitForStrangers) {
  turns_.trust("office", now_);
  for (int n = 0; n < 2000; ++n) join(std::to_string(n));
  static_cast<void>(served(500ms));
  EXPECT_EQ(turns_.next(now_), nullptr) << "the strangers' share is used up";
  auto& known = join("office");
  EXPECT_EQ(known.standing, Standing::known);
  EXPECT_EQ(turns_.next(now_), &known);
  EXPECT_EQ(turns_.standing_of("office", now_ + 23h), Standing::known);
  EXPECT_EQ(turns_.standing_of("office", now_ + 25h), Standing::stranger);
}

TEST_F(TurnsTest, WhoGivesUpCostsNothingAndIsNotCalled) {
  auto& first = join("a");
  auto& second = join("a");
  auto& third = join("b");
  turns_.leave(first);
  turns_.leave(first);
  turns_.leave(third);
  EXPECT_EQ(turns_.size(), 1U);
  EXPECT_EQ(turns_.next(now_), &second);
  EXPECT_EQ(turns_.next(now_), nullptr);
}

TEST_F(TurnsTest, WhatAHandshakeCostIsPaidByThoseWhoComeAfter) {
  auto& dear = join("a");
  ASSERT_EQ(turns_.next(now_), &dear);
  turns_.ended(dear, Turns::Time(51'000), now_);  // 50 ms above what may be used at once
  auto& next = join("b");
  EXPECT_EQ(turns_.next(now_ + 199ms), nullptr);
  EXPECT_EQ(turns_.next(now_ + 201ms), &next);
}

}  // namespace
}  // namespace valise::wire
