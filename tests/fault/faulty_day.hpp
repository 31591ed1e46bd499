// FaultyDay: a day's work during which something fails once, and what is left of it afterwards.
#pragma once

#include "tests/fault/store_scenario.hpp"

namespace valise::tests {

class FaultyDay {
 public:
  explicit FaultyDay(std::uint64_t seed) : scenario_(seed, clock_, Sending::one_at_a_time) {}

  SimDisk& disk() { return disk_; }

  // open opens the stores; the first attempt may be the one that fails. work does it if need be.
  void open() {
    for (int attempt = 0; attempt < 2; ++attempt) {
      driver_.emplace(disk_, clock_, history_);
      if (driver_->open()) return;
      driver_.reset();
    }
    found_.push_back("it does not open any more");
  }
  void work() {
    if (!driver_) open();
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
  static constexpr int kSteps = 20;

  void add(std::string_view where, const RelayHistory& history) {
    for (const auto& problem : history.problems()) found_.push_back(std::string(where) + ": " + problem);
  }

  StoppedClock clock_;
  StoreScenario scenario_;
  RelayHistory history_;
  std::vector<std::string> found_;
  SimDisk disk_;
  std::optional<StoreDriver> driver_;
};

}  // namespace valise::tests
