// Wakeup: one coroutine waits, with a deadline, for a change that another makes. The waiter checks its condition in a loop;
// between check and wait nothing else runs on the executor, so no change is missed. Internal to client-sdk/net.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "client-sdk/net/relay_link.hpp"

namespace valise::sdk::net {

using Deadline = std::chrono::steady_clock::time_point;

// deadline_after gives now + timeout; timeouts too long to be added mean never.
[[nodiscard]] inline Deadline deadline_after(milliseconds timeout) {
  constexpr milliseconds longest = std::chrono::hours(24 * 365);
  return std::chrono::steady_clock::now() + std::min(timeout, longest);
}

class Wakeup {
 public:
  explicit Wakeup(asio::any_io_executor executor) : timer_(std::move(executor)) {}

  // wait_until returns at the next notify, or at the deadline.
  [[nodiscard]] asio::awaitable<void> wait_until(Deadline deadline) {
    timer_.expires_at(deadline);
    auto outcome = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(outcome);
  }
  void notify() { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
};

}  // namespace valise::sdk::net
