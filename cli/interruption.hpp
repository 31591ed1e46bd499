// Interruption turns SIGINT and SIGTERM into a stop request while it lives, so that a command can finish its transaction and end
// with the right exit code. A second signal ends the process at once. At most one exists at a time.
#pragma once

#include <signal.h>

#include <stop_token>
#include <thread>

namespace valise::cli {

class Interruption {
 public:
  Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  // signal_number gives the signal that came, 0 if none.
  [[nodiscard]] int signal_number() const;

 private:
  void watch();

  std::stop_source stop_;
  struct sigaction old_interrupt_{};
  struct sigaction old_terminate_{};
  std::thread watcher_;  // waits for the handler's word: a stop request itself is not allowed in a signal handler
};

}  // namespace valise::cli
