// HttpGuard: who sends an HTTP request, and whether it may use more of the relay now.
#pragma once

#include "server/net/context.hpp"
#include "wire/http.hpp"

namespace valise::server::net {

// HttpVisitor is who sent a request; while it lives, the request is under way.
struct HttpVisitor {
  std::optional<base::DeviceId> device;  // nothing: no valid token
  Account account;
  std::optional<Gatekeeper::Passage> passage;
  unsigned refused = 0;  // a status: 429 over a quota, 503 too much under way
  std::chrono::milliseconds retry_after{0};
};

// receive judges a request by its token and address. `memory` is what serving it may hold at once.
[[nodiscard]] HttpVisitor receive(RelayContext& relay, wire::HttpExchange& exchange, std::size_t memory);

// refusal_head gives the head of an answer that refuses a visitor.
[[nodiscard]] wire::HttpResponseHead refusal_head(const HttpVisitor& visitor);

}  // namespace valise::server::net
