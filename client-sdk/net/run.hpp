// run: from the blocking world into a coroutine. For callers that have no event loop of their own, such as the command line.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "client-sdk/net/relay_link.hpp"

namespace valise::sdk::net {

inline constexpr milliseconds kForever = milliseconds::max();

namespace detail {

template <class T>
asio::awaitable<void> run_into(asio::awaitable<base::Result<T>> work, std::optional<base::Result<T>>& result) {
  result.emplace(co_await std::move(work));
}

// run_until runs handlers until `done` or the deadline; false in the second case.
template <class Done>
bool run_until(asio::io_context& context, milliseconds deadline, const Done& done) {
  const auto until = std::chrono::steady_clock::now() + std::min<milliseconds>(deadline, std::chrono::hours(24 * 365));
  context.restart();
  while (!done() && context.run_one_until(until) > 0) continue;
  return done();
}

}  // namespace detail

// run runs `work` to its end on `context`, which nobody else runs, and gives its result. Past `deadline` it is cancelled and the
// result is NetError::timeout. Other coroutines of the context go on meanwhile. An exception of `work` (a bug) comes out of here.
template <class T>
[[nodiscard]] base::Result<T> run(asio::io_context& context, asio::awaitable<base::Result<T>> work,
                                  milliseconds deadline = kForever) {
  std::optional<base::Result<T>> result;
  std::exception_ptr failure;
  bool ended = false;
  asio::cancellation_signal cancel;
  const auto finish = [&](std::exception_ptr error) {
    failure = error;
    ended = true;
  };
  asio::co_spawn(context, detail::run_into<T>(std::move(work), result), asio::bind_cancellation_slot(cancel.slot(), finish));

  const auto done = [&] { return ended; };
  if (!detail::run_until(context, deadline, done)) {
    cancel.emit(asio::cancellation_type::terminal);
    static_cast<void>(detail::run_until(context, kForever, done));
    return base::fail(NetError::timeout);
  }
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace valise::sdk::net
