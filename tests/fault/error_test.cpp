// The disk fails at one operation of a day's work: each sync, opening and truncation, and every few reads and writes (all of them
// with VALISE_FAULT_ALL=1). Nothing is acknowledged that is not there (R5), and what was acknowledged stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/settings.hpp"
#include "tests/fault/store_scenario.hpp"

namespace valise::tests {
namespace {

using ::testing::IsEmpty;

constexpr int kSteps = 20;

// FaultyDay is a day's work during which the disk fails once.
class FaultyDay {
 public:
  explicit FaultyDay(std::uint64_t seed) : scenario_(seed, clock_) {}

  SimDisk& disk() { return disk_; }

  void work() {
    open();
    if (!driver_) return;
    scenario_.begin(*driver_);
    for (int step = 0; step < kSteps && !driver_->fatal(); ++step) scenario_.step(*driver_);
  }
  // A relay that cannot be opened or cannot go on is started again: as after a crash of the process, and of the machine.
  std::vector<std::string> aftermath() {
    if (driver_ && !driver_->fatal()) {
      driver_->settle();
      add("going on", history_);
    }
    driver_.reset();
    for (const Loss loss : {Loss::nothing, Loss::all, Loss::scattered}) {
      const auto disk = disk_.copy(1);
      disk->power_cycle(loss, 5);
      RelayHistory history = history_;
      StoreDriver driver(*disk, clock_, history);
      if (const auto opened = driver.open(); !opened) {
        found_.push_back("opening, " + std::string(text_of(loss)) + ": " + opened.error().message());
      } else {
        driver.settle();
        add(text_of(loss), history);
      }
    }
    return found_;
  }
  [[nodiscard]] bool fatal() const { return driver_ && driver_->fatal(); }
  [[nodiscard]] bool opened() const { return driver_.has_value(); }

 private:
  // The first attempt to open may be the one that fails.
  void open() {
    for (int attempt = 0; attempt < 2; ++attempt) {
      driver_.emplace(disk_, clock_, history_);
      if (driver_->open()) return;
      driver_.reset();
      ++failed_to_open_;
    }
    if (failed_to_open_ == 2) found_.push_back("it does not open any more");
  }
  void add(std::string_view where, const RelayHistory& history) {
    for (const auto& problem : history.problems()) found_.push_back(std::string(where) + ": " + problem);
  }

  int failed_to_open_ = 0;
  StoppedClock clock_;
  StoreScenario scenario_;
  RelayHistory history_;
  std::vector<std::string> found_;
  SimDisk disk_;
  std::optional<StoreDriver> driver_;
};

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
TEST_F(ErrorTest, AtWrites) { EXPECT_GT(fail_each(DiskOp::write, 11).fatal, 10U); }
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
