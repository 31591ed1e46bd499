// Signal: coroutines of one executor wait for a change that another makes. The waiter checks its condition in a loop; between
// check and wait nothing else runs, so no wake-up is lost.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "wire/asio.hpp"

namespace valise::wire {

class Signal {
 public:
  explicit Signal(asio::any_io_executor executor) : timer_(std::move(executor), asio::steady_timer::time_point::max()) {}

  // wait returns after the next notify.
  [[nodiscard]] asio::awaitable<void> wait() {
    auto woken = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(woken);
  }
  void notify() { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
};

}  // namespace valise::wire
