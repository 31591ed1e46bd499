// ManualExecutor: runs a store's work when the test says so, on the test's own thread.
#pragma once

#include <deque>

#include "server/store/executor.hpp"

namespace valise::tests {

class ManualExecutor final : public server::store::Executor {
 public:
  void post(std::move_only_function<void()> function) override { waiting_.push_back(std::move(function)); }

  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  // run_nth runs one of those that wait; run_all runs until nothing waits any more.
  void run_nth(std::size_t nth) {
    const auto at = waiting_.begin() + static_cast<std::ptrdiff_t>(nth);
    auto function = std::move(*at);
    waiting_.erase(at);
    function();
  }
  void run_all() {
    while (!waiting_.empty()) run_nth(0);
  }

 private:
  std::deque<std::move_only_function<void()>> waiting_;
};

}  // namespace valise::tests
