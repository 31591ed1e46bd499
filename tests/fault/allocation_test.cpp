// SQLite gets no memory once, at every few of a day's allocations (all with VALISE_FAULT_ALL=1): nothing false is acknowledged,
// and what was acknowledged stays. Opening is left out: SQLCipher 4.6 itself does not survive every failed allocation there; the
// process ends then, before anything could be acknowledged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/fault/faulty_day.hpp"
#include "tests/fault/settings.hpp"

namespace valise::tests {
namespace {

using ::testing::IsEmpty;

// FailingMemory is SQLite's allocator with one allocation that fails. SQLite takes plain functions, so there is one of it.
class FailingMemory {
 public:
  static void install() {
    sqlite3_shutdown();
    ASSERT_EQ(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual_), SQLITE_OK);
    sqlite3_mem_methods failing = usual_;
    failing.xMalloc = [](int size) { return fails() ? nullptr : usual_.xMalloc(size); };
    failing.xRealloc = [](void* block, int size) { return fails() ? nullptr : usual_.xRealloc(block, size); };
    ASSERT_EQ(sqlite3_config(SQLITE_CONFIG_MALLOC, &failing), SQLITE_OK);
    ASSERT_EQ(sqlite3_initialize(), SQLITE_OK);
  }
  static void uninstall() {
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_MALLOC, &usual_);
    sqlite3_initialize();
  }
  // fail_at lets the n-th allocation from now fail; 0: none.
  static void fail_at(std::uint64_t nth) { count_ = 0, failing_ = nth; }
  static std::uint64_t count() { return count_; }

 private:
  static bool fails() { return ++count_ == failing_; }

  static inline sqlite3_mem_methods usual_{};
  static inline std::uint64_t count_ = 0, failing_ = 0;
};

// A reading that could not even be ended was in the way of all later ones.
TEST(Allocation, AFailedOneInAReadingConcernsThatReadingOnly) {
  FailingMemory::install();
  {
    SimDisk disk;
    StoppedClock clock;
    RelayHistory history;
    StoreDriver driver(disk, clock, history);
    ASSERT_TRUE(driver.open());
    StoreScenario(1, clock).begin(driver);
    bool failed = true;
    for (std::uint64_t nth = 1; failed; ++nth) {
      FailingMemory::fail_at(nth);
      driver.fetch_again(device(3));
      failed = FailingMemory::count() >= nth;
      FailingMemory::fail_at(0);
      driver.settle();
      ASSERT_THAT(history.problems(), IsEmpty()) << "after allocation " << nth;
    }
  }
  FailingMemory::uninstall();
}

// Also those of the ledger, which is written for all requests of a group at its end. The process may have to end; then another
// finds all that was acknowledged, and takes the message again.
TEST(Allocation, AFailedOneInAMessageIsSafeWhetherTheProcessEndsOrNot) {
  FailingMemory::install();
  std::uint64_t ended = 0, went_on = 0;
  bool failed = true;
  for (std::uint64_t nth = 1; failed; nth += setting("VALISE_FAULT_ALL", 0) != 0 ? 1 : 7) {
    SimDisk disk;
    StoppedClock clock;
    RelayHistory history;
    std::optional<StoreDriver> driver(std::in_place, disk, clock, history);
    ASSERT_TRUE(driver->open());
    StoreScenario(1, clock).begin(*driver);
    FailingMemory::fail_at(nth);
    driver->ask(core::MessageSubmission{
        .room = room(1), .submitter = device(1), .key = key(77), .message = body_of(history.requests().size(), 100)});
    driver->run();
    failed = FailingMemory::count() >= nth;
    FailingMemory::fail_at(0);
    ++(driver->fatal() ? ended : went_on);
    if (driver->fatal()) {
      driver.reset();
      disk.power_cycle(Loss::nothing, nth);
      driver.emplace(disk, clock, history);
      ASSERT_TRUE(driver->open()) << "after allocation " << nth;
    }
    driver->settle();
    ASSERT_THAT(history.problems(), IsEmpty()) << "after allocation " << nth;
  }
  std::cout << "ended " << ended << " times, went on " << went_on << " times" << std::endl;
  EXPECT_GT(ended, 0U);
  EXPECT_GT(went_on, 1U);
  FailingMemory::uninstall();
}

TEST(Allocation, AFailedOneIsNoFalseAcknowledgement) {
  FailingMemory::install();
  const auto seed = setting("VALISE_FAULT_SEED", 1);
  std::uint64_t all = 0;
  {
    FaultyDay day(seed);
    day.open();
    FailingMemory::fail_at(0);
    day.work();
    all = FailingMemory::count();
  }
  const std::uint64_t stride = setting("VALISE_FAULT_ALL", 0) != 0 ? 1 : all / 80 + 1;
  std::uint64_t faults = 0;
  for (std::uint64_t nth = 1 + seed % stride; nth <= all; nth += stride) {
    FaultyDay day(seed);
    day.open();
    FailingMemory::fail_at(nth);
    day.work();
    FailingMemory::fail_at(0);
    ++faults;
    ASSERT_THAT(day.aftermath(), IsEmpty()) << "VALISE_FAULT_SEED=" << seed << ", allocation " << nth << " of " << all;
  }
  std::cout << "failed allocations: " << faults << " of " << all << std::endl;
  EXPECT_GT(faults, 50U);
  FailingMemory::uninstall();
}

}  // namespace
}  // namespace valise::tests
