// What a request of a session costs (docs/design/0014-quotas.md).
#pragma once

#include "server/net/gatekeeper.hpp"
#include "valise/v1/relay.pb.h"

namespace valise::server::net {

// pay takes what a request uses up before it is begun. Gives the time to wait if a quota does not allow it.
[[nodiscard]] std::optional<std::chrono::milliseconds> pay(Gatekeeper& keeper, const Account& account,
                                                           const v1::ClientFrame& frame, std::size_t bytes);

// answer_bytes estimates the memory that an answer may take, where that is more than a little.
[[nodiscard]] std::size_t answer_bytes(const v1::ClientFrame& frame);

}  // namespace valise::server::net
