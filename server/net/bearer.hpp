// bearer: who sends an HTTP request, by the token of a session.
#pragma once

#include "server/net/context.hpp"
#include "wire/http.hpp"

namespace valise::server::net {

// bearer gives the device of a genuine, unexpired token, if the directory admits it now.
[[nodiscard]] std::optional<base::DeviceId> bearer(const RelayContext& relay, const wire::HttpRequestHead& request);

}  // namespace valise::server::net
