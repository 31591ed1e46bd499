// connect_websocket: a client's way to a Connection.
#pragma once

#include "base/ids.hpp"
#include "wire/connection.hpp"

namespace valise::wire {

inline constexpr std::string_view kSubprotocol = "valise.v1";
inline constexpr std::string_view kSessionPath = "/v1/session";

struct ConnectOptions {
  milliseconds timeout{15'000};  // for resolving, connecting and both handshakes together
  ConnectionOptions connection;
};

// connect_websocket resolves `host`, connects, accepts exactly the TLS key whose SPKI hash is `pin` and upgrades to a WebSocket.
// The connection lives on the calling coroutine's executor. WireError: resolve, refused, tls_failed, wrong_key, timeout,
// protocol, closed.
[[nodiscard]] asio::awaitable<base::Result<std::shared_ptr<Connection>>> connect_websocket(std::string host, std::string port,
                                                                                           base::RelayId pin,
                                                                                           ConnectOptions options);

struct HostPort {
  std::string host;
  std::string port;
};
// split_address takes "host:port" or "[v6]:port" apart; nothing unless both are there.
[[nodiscard]] std::optional<HostPort> split_address(std::string_view address);

}  // namespace valise::wire
