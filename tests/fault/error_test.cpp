// The disk fails at one operation of a day's work: each sync, opening and truncation, and every few reads and writes (all of them
// with VALISE_FAULT_ALL=1). Nothing is acknowledged that is not there (R5), and what was acknowledged stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/faulty_day.hpp"
#include "tests/fault/settings.hpp"

namespace valise::tests {
namespace {

using ::testing::IsEmpty;

struct Figures {
  std::uint64_t faults = 0, fatal = 0;
};

class ErrorTest : public testing::Test {
 protected:
  static std::uint64_t seed() { return setting("VALISE_FAULT_SEED", 1); }
  static std::uint64_t count(DiskOp op) {
    FaultyDay day(seed());
    day.work();
    return day.disk().operations(op);
  }
  static Figures fail_each(DiskOp op, std::uint64_t stride) {
    if (setting("VALISE_FAULT_ALL", 0) != 0) stride = 1;
    Figures figures;
    const std::uint64_t all = count(op);
    for (std::uint64_t nth = 1 + seed() % stride; nth <= all; nth += stride) {
      FaultyDay day(seed());
      day.disk().set_fault({.op = op, .nth = nth});
      day.work();
      ++figures.faults;
      figures.fatal += day.fatal() ? 1 : 0;
      EXPECT_THAT(day.aftermath(), IsEmpty()) << "VALISE_FAULT_SEED=" << seed() << ", operation number " << nth << " of " << all;
      if (HasFailure()) break;
    }
    std::cout << "faults: " << figures.faults << " of " << all << ", fatal: " << figures.fatal << std::endl;
    return figures;
  }
};

TEST_F(ErrorTest, AtEachSync) {
  const auto [faults, fatal] = fail_each(DiskOp::sync, 1);
  EXPECT_GT(faults, 30U);
  EXPECT_GT(fatal, faults / 2) << "but for those at opening each has to end the process";
}
TEST_F(ErrorTest, AtOpenings) { EXPECT_GT(fail_each(DiskOp::open, 1).faults, 5U); }
TEST_F(ErrorTest, AtTruncations) { EXPECT_GT(fail_each(DiskOp::truncate, 1).faults, 0U); }
TEST_F(ErrorTest, AtWrites) { EXPECT_GT(fail_each(DiskOp::write, 5).fatal, 10U); }
TEST_F(ErrorTest, AtReads) { EXPECT_GT(fail_each(DiskOp::read, 11).faults, 10U); }

// Every failed sync of a commit ends the process, at once and whatever a second try would say (R5).
TEST_F(ErrorTest, AFailedSyncIsFatalAndNotTriedAgain) {
  SimDisk disk;
  StoppedClock clock;
  RelayHistory history;
  StoreDriver driver(disk, clock, history);
  ASSERT_TRUE(driver.open());
  StoreScenario(1, clock).begin(driver);
  disk.set_fault({.op = DiskOp::sync});
  const std::uint64_t before = disk.operations(DiskOp::sync);
  const auto sent = driver.ask(core::MessageSubmission{.room = room(1), .submitter = device(1), .key = key(77), .message = {1}});
  driver.run();
  const auto later = driver.ask(core::MessageSubmission{.room = room(1), .submitter = device(1), .key = key(78), .message = {1}});
  driver.run();
  EXPECT_TRUE(driver.fatal());
  EXPECT_FALSE(history.requests()[sent].answered());
  EXPECT_FALSE(history.requests()[later].answered());
  EXPECT_EQ(disk.operations(DiskOp::sync), before + 1);
}

}  // namespace
}  // namespace valise::tests
