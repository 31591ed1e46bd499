// Watchdog: a deadline that acts. Calls a function once when time is up, unless disarmed before; never after its own end.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include "wire/asio.hpp"

namespace valise::wire {

class Watchdog {
 public:
  explicit Watchdog(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
  ~Watchdog() { disarm(); }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // arm replaces an earlier deadline. kNoDeadline arms nothing.
  template <class Function>
  void arm(milliseconds after, Function on_expiry) {
    disarm();
    if (after == kNoDeadline) return;
    state_->timer.expires_after(after);
    state_->timer.async_wait([weak = std::weak_ptr(state_), armed = state_->generation,
                              on_expiry = std::move(on_expiry)](boost::system::error_code error) mutable {
      const auto state = weak.lock();
      if (error || !state || state->generation != armed) return;
      state->expired = true;
      on_expiry();
    });
  }
  void disarm() {
    ++state_->generation;
    state_->timer.cancel();
  }
  // expired: a deadline passed since this was made.
  [[nodiscard]] bool expired() const { return state_->expired; }

 private:
  struct State {
    explicit State(asio::any_io_executor executor) : timer(std::move(executor)) {}
    asio::steady_timer timer;
    std::uint64_t generation = 0;
    bool expired = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace valise::wire
