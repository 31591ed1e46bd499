// The relay loses power at every sync of a day's work, and at other moments between them, in every way that a disk may lose what
// was not synced. Opened again, it has kept every promise. VALISE_FAULT_SEED and VALISE_FAULT_SEEDS say which days and how many,
// VALISE_FAULT_ALL=1 takes every write as a moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/settings.hpp"
#include "tests/fault/store_scenario.hpp"

namespace valise::tests {
namespace {

using ::testing::IsEmpty;

// CrashPoint is a moment: what was on the disk, and what the devices knew.
struct CrashPoint {
  std::unique_ptr<SimDisk> disk;
  RelayHistory history;
  std::string where;
};

// PowerDay is a day's work with a crash at each chosen operation.
class PowerDay {
 public:
  explicit PowerDay(std::uint64_t seed) : seed_(seed), dice_(seed), scenario_(seed, clock_) {}

  // work gives the problems of all crashes, with the words that repeat them.
  std::vector<std::string> work(int steps) {
    restart();
    watch();
    scenario_.begin(*driver_);
    crash_all();
    for (int step = 0; step < steps && found_.empty(); ++step) {
      if (step == steps / 2) restart();
      scenario_.step(*driver_);
      crash_all();
    }
    restart();
    crash_all();
    driver_->settle();
    add("without a crash", history_.problems());
    return found_;
  }
  [[nodiscard]] std::uint64_t crashes() const { return crashes_; }
  [[nodiscard]] SimDisk& disk() { return disk_; }

 private:
  // An orderly restart empties the log into the file: moments of its own.
  void restart() {
    driver_.reset();
    driver_.emplace(disk_, clock_, history_);
    if (const auto opened = driver_->open(); !opened) add("opening", {opened.error().message()});
  }

  void watch() {
    disk_.on_operation([this](const Operation& operation) {
      if (operation.op == DiskOp::read) return;
      const bool chosen = operation.op == DiskOp::sync || all_ || dice_.below(kOneOf) == 0;
      if (!chosen) return;
      points_.push_back({disk_.copy(1), history_, "operation " + std::to_string(disk_.operations()) + " on " + operation.path});
    });
  }
  void crash_all() {
    for (const CrashPoint& point : std::exchange(points_, {})) {
      for (const Loss loss : {Loss::nothing, Loss::all, Loss::scattered, Loss::torn_last}) {
        if (found_.empty()) crash(point, loss);
      }
    }
  }
  void crash(const CrashPoint& point, Loss loss) {
    ++crashes_;
    const auto disk = point.disk->copy(1);
    disk->power_cycle(loss, seed_ + crashes_);
    RelayHistory history = point.history;
    StoreDriver driver(*disk, clock_, history);
    const std::string where = point.where + ", " + std::string(text_of(loss));
    if (const auto opened = driver.open(); !opened) return add(where, {opened.error().message()});
    driver.settle();
    add(where, history.problems());
  }
  void add(const std::string& where, const std::vector<std::string>& problems) {
    for (const auto& problem : problems) {
      found_.push_back("VALISE_FAULT_SEED=" + std::to_string(seed_) + ", " + where + ": " + problem);
    }
  }

  static constexpr std::size_t kOneOf = 25;

  std::uint64_t seed_;
  bool all_ = setting("VALISE_FAULT_ALL", 0) != 0;
  std::uint64_t crashes_ = 0;
  SeededRandom dice_;
  StoppedClock clock_;
  StoreScenario scenario_;
  RelayHistory history_;
  std::vector<std::string> found_;
  std::vector<CrashPoint> points_;
  SimDisk disk_;
  std::optional<StoreDriver> driver_;
};

TEST(Power, EveryPromiseIsKeptAtEverySyncPoint) {
  const auto first = setting("VALISE_FAULT_SEED", 1);
  const auto steps = static_cast<int>(setting("VALISE_FAULT_STEPS", 40));
  std::uint64_t crashes = 0;
  for (auto seed = first; seed < first + setting("VALISE_FAULT_SEEDS", 1); ++seed) {
    PowerDay day(seed);
    ASSERT_THAT(day.work(steps), IsEmpty());
    crashes += day.crashes();
  }
  std::cout << "crashes: " << crashes << std::endl;
  EXPECT_GT(crashes, 200U);
}

// The test above can fail: on a disk that says that it synced and did not, promises are broken, and that is seen.
TEST(Power, ADiskThatLiesAboutSyncsIsFoundOut) {
  PowerDay day(1);
  day.disk().lie_about_syncs();
  EXPECT_THAT(day.work(40), Not(IsEmpty()));
}

}  // namespace
}  // namespace valise::tests
