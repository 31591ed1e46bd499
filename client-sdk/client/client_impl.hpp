// What stands behind the public classes: they reach the shared context through the Client that they were made of.
#pragma once

#include <functional>
#include <stdexcept>

#include "client-sdk/client/connect.hpp"
#include "client-sdk/client/live_errand.hpp"
#include "client-sdk/client/live_wait.hpp"
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

  // over_link does work that needs no more than a link to the relay: over one of its own, or, in an errand of a Live, over the
  // one that follows; then `deadline` is left to the link, whose every request has its own. NetError::unreachable while a Live
  // has none. In a Live's other functions this is a mistake of the caller, too.
  template <class T>
  base::Result<T> over_link(const sdk::client::OverLink<T>& work,
                            std::chrono::milliseconds deadline = sdk::client::kExchangeDeadline) {
    if (!live()) return run<T>(sdk::client::over_own_link(context_, work), deadline);
    if (errand_ == nullptr) throw std::logic_error("only an errand of valise::Live may wait for the relay");
    const sdk::client::Link link = following_->link();
    if (!link) return base::fail(sdk::net::NetError::unreachable);
    return sdk::client::wait_in<T>(*errand_, context_.io, work(link));
  }

  // followed_by makes this the Client of a Live, which outlives all use of it.
  void followed_by(sdk::client::Following* following) { following_ = following; }
  // on_errand says whose turn it is; nullptr: no errand's.
  void on_errand(sdk::client::LiveErrand* errand) { errand_ = errand; }
  // errand gives the one that has the turn, nullptr outside of errands.
  [[nodiscard]] sdk::client::LiveErrand* errand() const { return errand_; }
  // in_errand gives what it waits with; only where errand() gives one.
  [[nodiscard]] sdk::client::InErrand in_errand() { return {context_, *following_, *errand_}; }
  [[nodiscard]] bool live() const { return following_ != nullptr; }
  [[nodiscard]] sdk::client::Following& following() const { return *following_; }

 private:
  sdk::client::Context context_;
  sdk::client::Following* following_ = nullptr;
  sdk::client::LiveErrand* errand_ = nullptr;
};

// internals gives what a Client shares with the other public classes of the library.
[[nodiscard]] Client::Impl& internals(Client& client);

}  // namespace valise
