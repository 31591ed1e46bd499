// RelaySession: the RelayLink over TLS and WebSocket (docs/PROTOCOL.md, "Relay session").
//
// The relay is not trusted: a frame that is too large, does not parse, answers nothing, answers with the wrong type, repeats
// itself or comes without credit ends the session with NetError::protocol_violation. Memory is bounded by the window of
// deliveries and kMaxInFlight answers.
#pragma once

#include <memory>
#include <optional>

#include "client-sdk/net/credential.hpp"
#include "client-sdk/net/relay_link.hpp"

namespace valise::wire {
class Connection;
}

namespace valise::sdk::net {

struct RelayEndpoint {
  std::string address;  // "host:port" or "[v6]:port"
  base::RelayId pin;    // SHA-256 of the relay's TLS public key
};

struct SessionOptions {
  milliseconds connect_timeout{15'000};  // names, TCP, TLS, WebSocket
  milliseconds hello_timeout{10'000};
  milliseconds authenticate_timeout{10'000};
  std::optional<base::DirectoryId> directory;  // another one in Hello: NetError::wrong_directory
};

class RelaySession : public RelayLink {
 public:
  // connect makes a session on the calling coroutine's executor, authenticated as `credential` says. NetError: bad_address,
  // unreachable, wrong_relay_key, wrong_directory, unsupported_version, authentication_refused, timeout, protocol_violation,
  // closed; or RelayFailure::busy.
  [[nodiscard]] static asio::awaitable<Answer<std::shared_ptr<RelaySession>>> connect(RelayEndpoint endpoint,
                                                                                      Credential credential,
                                                                                      SessionOptions options);
  // over starts on a connection that is open already (tests; other transports).
  [[nodiscard]] static asio::awaitable<Answer<std::shared_ptr<RelaySession>>> over(std::shared_ptr<wire::Connection> connection,
                                                                                   base::RelayId pin, Credential credential,
                                                                                   SessionOptions options);
};

// Dial makes a session as RelaySession::connect does; a simulation has a network of its own.
using Dial = std::function<asio::awaitable<Answer<std::shared_ptr<RelaySession>>>(RelayEndpoint endpoint, Credential credential,
                                                                                  SessionOptions options)>;

}  // namespace valise::sdk::net
