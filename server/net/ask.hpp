// ask: the way from a store's completion, which is called on a thread of the store, back to the coroutine that waits for it.
//
// `start` gets the completion and must call the store with it before it returns, so that requests reach the store in the order in
// which their coroutines began. The wait cannot be cancelled: the store completes everything exactly once.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/store/store.hpp"

namespace valise::server::net {

namespace asio = boost::asio;

namespace detail {

struct StartStoreCall {
  template <class Handler, class Start, class T>
  void operator()(Handler handler, Start start, std::type_identity<T>) const {
    auto work = asio::make_work_guard(asio::get_associated_executor(handler));
    start(store::Completion<T>([handler = std::move(handler), work = std::move(work)](base::Result<T> result) mutable {
      const auto executor = work.get_executor();
      asio::post(executor, [handler = std::move(handler), work = std::move(work), result = std::move(result)]() mutable {
        handler(std::move(result));
      });
    }));
  }
};

}  // namespace detail

// ask<T>(start) gives the result of one store call: `co_await ask<bool>([&](auto done) { store.is_member(room, id,
// std::move(done)); })` with the lambda named first.
template <class T, class Start>
[[nodiscard]] asio::awaitable<base::Result<T>> ask(Start start) {
  return asio::async_initiate<const asio::use_awaitable_t<>&, void(base::Result<T>)>(
      detail::StartStoreCall{}, asio::use_awaitable, std::move(start), std::type_identity<T>{});
}

}  // namespace valise::server::net
