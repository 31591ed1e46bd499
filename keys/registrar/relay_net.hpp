// connect_relay: the RelayLine over client-sdk/net: TLS with the pinned key, WebSocket, one request at a time.
#pragma once

#include "keys/registrar/environment.hpp"

namespace valise::registrar {

// connect_relay opens a session; the administrator's key, if any, must outlive the call.
[[nodiscard]] base::Result<std::unique_ptr<RelayLine>> connect_relay(const RelayTarget& relay,
                                                                     const crypto::KeyHolder* administrator);

}  // namespace valise::registrar
