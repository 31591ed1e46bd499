// Watchdog: a deadline that acts. Calls a function once when time is up, unless disarmed before; never after its own end.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include "wire/asio.hpp"

namespace valise::wire {

class Watchdog {
 public:
  explicit Watchdog(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  ~Watchdog() { disarm(); }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // arm replaces an earlier deadline. kNoDeadline arms nothing.
  template <class Function>
  void arm(milliseconds after, Function on_expiry) {
    disarm();
    if (after == kNoDeadline) return;
    armed_ = std::make_shared<Armed>(*this);
    armed_->timer.expires_after(after);
    armed_->timer.async_wait(
        [weak = std::weak_ptr(armed_), on_expiry = std::move(on_expiry)](boost::system::error_code error) mutable {
          const auto armed = weak.lock();
          if (error || !armed) return;
          armed->owner.expired_ = true;
          on_expiry();
        });
  }
  void disarm() { armed_.reset(); }
  // expired: a deadline passed since this was made.
  [[nodiscard]] bool expired() const { return expired_; }

 private:
  // Armed is there only while a deadline is, so that what idles needs no memory for it. The function's own hold on it is the last
  // one when it disarms, or destroys, the watchdog.
  struct Armed {
    explicit Armed(Watchdog& watchdog) : timer(watchdog.executor_), owner(watchdog) {}
    asio::steady_timer timer;
    Watchdog& owner;
  };
  asio::any_io_executor executor_;
  std::shared_ptr<Armed> armed_;
  bool expired_ = false;
};

}  // namespace valise::wire
