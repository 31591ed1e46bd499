#include "client-sdk/client/connect.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/net/credential.hpp"

namespace valise::sdk::client {
namespace {

net::Credential as_device(const Context& context) {
  return net::AsDevice{.device = context.device(), .sign = net::sign_session_with(context.identity->transport_key)};
}

asio::awaitable<Result<Link>> connect_with(Context& context, net::Credential credential) {
  auto endpoint = relay_endpoint(context);
  if (!endpoint) co_return pass_on(endpoint);
  net::SessionOptions options;
  options.connect_timeout = std::min(options.connect_timeout, context.network_timeout);
  options.directory = context.identity->facts.directory;
  auto session = co_await context.dial(*endpoint, std::move(credential), options);
  if (!session) co_return pass_on(session);
  co_return Link(std::move(*session));
}

}  // namespace

Result<net::RelayEndpoint> relay_endpoint(Context& context) {
  auto relay = context.store.transaction([](store::Transaction& tx) { return tx.meta().relay(); });
  if (!relay) return pass_on(relay);
  if (!*relay) return fail(ClientError::not_enrolled);
  return net::RelayEndpoint{.address = (*relay)->address, .pin = (*relay)->pin};
}

asio::awaitable<Result<Link>> connect(Context& context) {
  net::Credential credential = net::Anonymous{};
  if (context.enrolled()) credential = as_device(context);
  co_return co_await connect_with(context, std::move(credential));
}

asio::awaitable<Result<Link>> connect_as_device(Context& context) {
  co_return co_await connect_with(context, as_device(context));
}

}  // namespace valise::sdk::client
