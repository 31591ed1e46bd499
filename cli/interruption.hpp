// Interruption turns SIGINT and SIGTERM into a stop request while it lives, so that a command can finish its transaction and end
// with the right exit code. A second signal ends the process at once. At most one exists at a time, but for those of lent
// signals.
#pragma once

#include <signal.h>

#include <atomic>
#include <optional>
#include <stop_token>
#include <thread>

#include "cli/environment.hpp"

namespace valise::cli {

// LentSignals stands for the signals of another process, which a command that runs in the desk obeys.
struct LentSignals {
  std::stop_source stop;
  std::atomic<int> number{0};
  std::atomic<bool> heard{false};  // an Interruption lives, and will end the command in an orderly way
};

class Interruption {
 public:
  Interruption() : Interruption(nullptr) {}
  explicit Interruption(const Environment& environment) : Interruption(environment.signals) {}
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();

  [[nodiscard]] std::stop_token token() const { return lent_ ? lent_->stop.get_token() : stop_.get_token(); }
  // signal_number gives the signal that came, 0 if none.
  [[nodiscard]] int signal_number() const;

 private:
  explicit Interruption(LentSignals* lent);
  void watch();

  LentSignals* lent_;
  std::stop_source stop_;
  struct sigaction old_interrupt_{};
  struct sigaction old_terminate_{};
  std::thread watcher_;  // waits for the handler's word: a stop request itself is not allowed in a signal handler
};

}  // namespace valise::cli
