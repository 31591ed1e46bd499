// What stands behind the public classes: they reach the shared context through the Client that they were made of.
#pragma once

#include <functional>
#include <stdexcept>

#include "client-sdk/client/context.hpp"
#include "client-sdk/net/run.hpp"
#include "valise/client.hpp"

namespace valise {

namespace sdk::client {
// Large files over slow lines; each request has a deadline of its own.
inline constexpr std::chrono::milliseconds kExchangeDeadline = std::chrono::minutes(60);
}  // namespace sdk::client

class Client::Impl {
 public:
  Impl(sdk::store::Profile profile, sdk::store::LocalStore store, std::chrono::milliseconds network_timeout);

  sdk::client::Context& context() { return context_; }

  // run does the work on this thread until it is done, or the deadline. Within a Live, whose thread is busy with following, this
  // is a mistake of the caller: std::logic_error.
  template <class T>
  base::Result<T> run(boost::asio::awaitable<base::Result<T>> work,
                      std::chrono::milliseconds deadline = sdk::client::kExchangeDeadline) {
    if (live()) throw std::logic_error("a function that waits for the relay was called within valise::Live");
    context_.io.restart();
    return sdk::net::run(context_.io, std::move(work), deadline);
  }

  // followed_by makes this the Client of a Live; `nudge` tells it that something was queued.
  void followed_by(std::function<void()> nudge) { nudge_ = std::move(nudge); }
  [[nodiscard]] bool live() const { return static_cast<bool>(nudge_); }
  void nudge() const { nudge_(); }

 private:
  sdk::client::Context context_;
  std::function<void()> nudge_;
};

// internals gives what a Client shares with the other public classes of the library.
[[nodiscard]] Client::Impl& internals(Client& client);

}  // namespace valise
