#include "server/net/http_guard.hpp"

#include "server/net/bearer.hpp"
#include "server/net/identity.hpp"

namespace valise::server::net {
namespace {

void refuse(HttpVisitor& visitor, unsigned status, std::chrono::milliseconds retry_after) {
  visitor.refused = status;
  visitor.retry_after = retry_after;
}

void pay(Gatekeeper& keeper, HttpVisitor& visitor, std::uint64_t bytes) {
  auto wait = keeper.take(visitor.account, visitor.device ? Metered::request : Metered::anonymous);
  if (!wait && visitor.device) wait = keeper.take(visitor.account, Metered::traffic, bytes);
  if (wait) refuse(visitor, 429, *wait);
}

}  // namespace

HttpVisitor receive(RelayContext& relay, wire::HttpExchange& exchange, std::size_t memory) {
  HttpVisitor visitor{.device = bearer(relay, exchange.request()), .account = {}, .passage = {}};
  const auto identity = visitor.device ? Identity(DeviceIdentity{*visitor.device}) : Identity(Anonymous{});
  visitor.account = account_of(identity, relay.directory.state(), exchange.peer_group());
  if (visitor.device) exchange.trust();
  auto passage = relay.keeper.pass(visitor.account, memory);
  if (!passage) {
    refuse(visitor, 503, std::chrono::seconds(1));
  } else {
    visitor.passage.emplace(std::move(*passage));
    pay(relay.keeper, visitor, exchange.body_size());
  }
  return visitor;
}

wire::HttpResponseHead refusal_head(const HttpVisitor& visitor) {
  wire::HttpResponseHead head{.status = visitor.refused, .headers = {}};
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(visitor.retry_after).count();
  head.headers.add("Retry-After", std::to_string(seconds));
  return head;
}

}  // namespace valise::server::net
