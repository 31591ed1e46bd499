#include "client-sdk/net/nudged_link.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace valise::sdk::net {

NudgedLink::NudgedLink(asio::any_io_executor executor, std::shared_ptr<RelayLink> inner)
    : executor_(executor), inner_(std::move(inner)), arrived_(executor), taken_(executor) {}

// Ends with the session behind it, whose end stays in `ahead_` for all who still ask.
asio::awaitable<void> NudgedLink::pump() {
  const auto self = shared_from_this();
  for (;;) {
    auto push = co_await inner_->next_push(std::chrono::hours(24));
    if (!push && push.error().code == NetError::timeout) continue;
    const bool last = !push;
    ahead_.emplace(std::move(push));
    arrived_.notify();
    if (last) co_return;
    while (ahead_ && !closed_) co_await taken_.wait_until(deadline_after(std::chrono::hours(24)));
    if (closed_) co_return;
  }
}

asio::awaitable<base::Result<Push>> NudgedLink::next(milliseconds timeout, const Nudge* nudge) {
  const auto self = shared_from_this();
  const auto deadline = deadline_after(timeout);
  if (!std::exchange(pumping_, true)) asio::co_spawn(executor_, pump(), asio::detached);
  for (;;) {
    if (ahead_ && !*ahead_) co_return base::Unexpected{base::Error(ahead_->error())};
    if (ahead_) {
      auto push = std::move(*ahead_);
      ahead_.reset();
      taken_.notify();
      co_return push;
    }
    if ((nudge != nullptr && nudge->pending()) || std::chrono::steady_clock::now() >= deadline) {
      co_return base::fail(NetError::timeout);
    }
    co_await arrived_.wait_until(deadline);
  }
}

void NudgedLink::close() {
  closed_ = true;
  taken_.notify();
  inner_->close();
}

asio::awaitable<base::Result<Push>> NudgedLink::next_push(milliseconds timeout) { return next(timeout, nullptr); }

asio::awaitable<base::Result<Push>> NudgedLink::next_push_or_nudge(milliseconds timeout, Nudge& nudge) {
  const auto self = shared_from_this();
  const Nudge::Listening listening(nudge, [this] { arrived_.notify(); });
  co_return co_await next(timeout, &nudge);
}

}  // namespace valise::sdk::net
