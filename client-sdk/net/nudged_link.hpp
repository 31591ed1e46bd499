// NudgedLink: a session whose wait for the next push can be cut short. It takes pushes from the session behind it by a coroutine
// of its own, one ahead, so that cutting the wait cancels no reading and no writing and loses nothing. Whoever made it closes it.
#pragma once

#include <optional>

#include "client-sdk/net/nudge.hpp"
#include "client-sdk/net/relay_link.hpp"
#include "client-sdk/net/wakeup.hpp"

namespace valise::sdk::net {

class NudgedLink final : public RelayLink, public std::enable_shared_from_this<NudgedLink> {
 public:
  NudgedLink(asio::any_io_executor executor, std::shared_ptr<RelayLink> inner);

  // next_push_or_nudge is next_push that also gives NetError::timeout as soon as `nudge` is pending.
  [[nodiscard]] asio::awaitable<base::Result<Push>> next_push_or_nudge(milliseconds timeout, Nudge& nudge);

  [[nodiscard]] const v1::Hello& hello() const override { return inner_->hello(); }
  [[nodiscard]] asio::awaitable<Reply> request(v1::ClientFrame frame, milliseconds timeout) override {
    return inner_->request(std::move(frame), timeout);
  }
  [[nodiscard]] asio::awaitable<Answer<v1::Subscribed>> subscribe(std::uint32_t window) override {
    return inner_->subscribe(window);
  }
  [[nodiscard]] asio::awaitable<base::Result<Push>> next_push(milliseconds timeout) override;
  void close() override;
  [[nodiscard]] bool open() const override { return inner_->open(); }

 private:
  [[nodiscard]] asio::awaitable<base::Result<Push>> next(milliseconds timeout, const Nudge* nudge);
  [[nodiscard]] asio::awaitable<void> pump();

  asio::any_io_executor executor_;
  std::shared_ptr<RelayLink> inner_;
  Wakeup arrived_;
  Wakeup taken_;
  std::optional<base::Result<Push>> ahead_;
  bool pumping_ = false;
  bool closed_ = false;
};

}  // namespace valise::sdk::net
