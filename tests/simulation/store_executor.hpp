// StoreExecutor: gives a simulated process's store its turns, each after a time from the seed, as a disk takes its time.
#pragma once

#include "server/store/executor.hpp"
#include "tests/simulation/scheduler.hpp"

namespace valise::simulation {

class StoreExecutor final : public server::store::Executor {
 public:
  explicit StoreExecutor(Scheduler& scheduler) : scheduler_(scheduler) {}

  void post(std::move_only_function<void()> function) override {
    auto shared = std::make_shared<std::move_only_function<void()>>(std::move(function));
    const auto delay = scheduler_.within(milliseconds(0), milliseconds(6));
    scheduler_.after(delay, [alive = std::weak_ptr(alive_), shared] {
      if (!alive.expired()) (*shared)();
    });
  }
  // stop lets nothing run any more: the process is dead.
  void stop() { alive_.reset(); }

 private:
  Scheduler& scheduler_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace valise::simulation
