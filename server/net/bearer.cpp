#include "server/net/bearer.hpp"

#include "server/net/http_fields.hpp"

namespace valise::server::net {

std::optional<base::DeviceId> bearer(const RelayContext& relay, const wire::HttpRequestHead& request) {
  const auto header = request.headers.find("Authorization");
  const auto token = header ? bearer_token(*header) : std::nullopt;
  auto device = token ? relay.tokens.check(*token) : std::nullopt;
  if (!device || !relay.directory.state().active(*device)) return std::nullopt;
  return device;
}

}  // namespace valise::server::net
