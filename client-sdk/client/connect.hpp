// connect: a session with this profile's relay, in the role that the device has: enrolled device, or one that waits for approval.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "client-sdk/client/context.hpp"
#include "client-sdk/net/relay_session.hpp"

namespace valise::sdk::client {

using Link = std::shared_ptr<net::RelayLink>;

// relay_endpoint gives address and pin of the profile's relay; not_enrolled before an invite was accepted.
[[nodiscard]] Result<net::RelayEndpoint> relay_endpoint(Context& context);

// connect gives an authenticated session for a device that the own copy of the directory shows as enrolled, else an anonymous
// one. Errors of RelaySession::connect; not_enrolled.
[[nodiscard]] asio::awaitable<Result<Link>> connect(Context& context);

// connect_as_device authenticates although the own directory does not show this device yet: the relay's may. Fails with
// NetError::authentication_refused where it does not, either.
[[nodiscard]] asio::awaitable<Result<Link>> connect_as_device(Context& context);

// Work that is done over a link that somebody else opens and closes.
template <class T>
using OverLink = std::function<asio::awaitable<Result<T>>(Link)>;

// over_own_link connects, does the work and closes. `work` must outlive it.
template <class T>
[[nodiscard]] asio::awaitable<Result<T>> over_own_link(Context& context, const OverLink<T>& work) {
  auto link = co_await connect(context);
  if (!link) co_return pass_on(link);
  auto result = co_await work(*link);
  (*link)->close();
  co_return result;
}

}  // namespace valise::sdk::client
