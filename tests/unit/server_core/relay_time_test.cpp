#include "server/core/relay_time.hpp"

#include <gtest/gtest.h>

namespace valise::server::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// RelayTimeTest holds both clocks.
class RelayTimeTest : public testing::Test {
 protected:
  void pass(milliseconds span) { wall_ += span, monotonic_ += span; }
  // live lets time pass as a running relay does, which asks often.
  void live(milliseconds span, milliseconds step = minutes(10)) {
    for (milliseconds done{0}; done < span; done += step) {
      pass(step);
      (void)now();
    }
  }
  base::UnixMillis now() { return time_.now(wall_, monotonic_); }
  // restart: the monotonic clock begins anew, the wall clock has gone on by `down`.
  void restart(milliseconds down, base::UnixMillis floor = {}) {
    (void)now();
    wall_ += down;
    monotonic_ = base::Monotonic{seconds(5)};
    time_ = RelayTime::resume(time_.saved(), floor, wall_, monotonic_);
  }

  base::UnixMillis wall_{days(20'000)};
  base::Monotonic monotonic_{hours(1)};
  RelayTime time_ = RelayTime::first(wall_, monotonic_);
};

TEST_F(RelayTimeTest, IsTheWallClocksTimeWhenThatGoesRight) {
  live(days(40));
  EXPECT_EQ(now(), wall_);
  pass(milliseconds(3));
  EXPECT_EQ(now(), wall_);
  restart(hours(10));
  EXPECT_EQ(now(), wall_);
}

TEST_F(RelayTimeTest, FollowsADriftingWallClock) {
  for (int i = 0; i < 10'000; ++i) {
    pass(minutes(1));
    wall_ += milliseconds(30);  // 500 parts in a million
    ASSERT_EQ(now(), wall_);
  }
  for (int i = 0; i < 10'000; ++i) {
    pass(minutes(1));
    wall_ -= milliseconds(30);
    ASSERT_EQ(now(), wall_);
  }
}

TEST_F(RelayTimeTest, AJumpOfYearsForwardCostsADayAndAnHourADay) {
  const auto before = now();
  wall_ += days(3650);
  EXPECT_EQ(now(), before + days(1));
  live(days(24));
  EXPECT_LE(now(), before + days(24) + days(1) + days(1));
  EXPECT_GE(now(), before + days(24) + days(1) + hours(23));
}

TEST_F(RelayTimeTest, WhenTheJumpIsTakenBackTheTimeWaitsForTheWallClock) {
  wall_ += days(3650);
  const auto ahead = now();
  wall_ -= days(3650);
  EXPECT_EQ(now(), ahead);
  live(hours(23));
  EXPECT_EQ(now(), ahead);
  live(hours(2));
  EXPECT_EQ(now(), wall_);
}

TEST_F(RelayTimeTest, GoesOnByItselfWhenTheWallClockIsYearsBehind) {
  const auto before = now();
  wall_ -= days(3650);
  EXPECT_EQ(now(), before);
  live(hours(100));
  EXPECT_EQ(now(), before + hours(100));
  restart(minutes(1));
  EXPECT_GE(now(), before + hours(100));
}

TEST_F(RelayTimeTest, RestartsWithAWrongClockCostTwoDaysAltogether) {
  const auto before = now();
  wall_ += days(3650);
  for (int i = 0; i < 50; ++i) restart(seconds(1));
  EXPECT_LE(now(), before + days(2) + hours(1));
}

TEST_F(RelayTimeTest, ALongStandstillIsCaughtUp) {
  restart(days(10));
  EXPECT_EQ(wall_ - now(), days(8));
  live(days(24 * 8));
  EXPECT_LT(wall_ - now(), minutes(11));
}

TEST_F(RelayTimeTest, NeverGoesBackBehindAStampThatWasGiven) {
  const auto floor = now() + minutes(7);  // the crash came before the time was saved again
  restart(seconds(1), floor);
  EXPECT_GE(now(), floor);
}

// Every way that the clocks may go at once.
TEST_F(RelayTimeTest, NeverGoesBack) {
  auto last = now();
  const milliseconds jumps[] = {days(3650), -days(7300), hours(3), -hours(30), days(3650), -minutes(1), days(1)};
  for (int i = 0; i < 700; ++i) {
    wall_ += jumps[i % 7];
    pass(minutes(i % 90));
    if (i % 5 == 0) restart(seconds(i % 100), last);
    const auto next = now();
    ASSERT_GE(next, last);
    last = next;
  }
}

}  // namespace
}  // namespace valise::server::core
