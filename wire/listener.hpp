// Listener: the server's side of wire. Accepts connections, makes the TLS handshake, reads the first request head and hands over
// either a WebSocket (GET /v1/session with our subprotocol) or one HTTP request after the other.
//
// Lives on one executor that runs one thing at a time, as does everything it hands out. Nothing before the head is complete costs
// more than the bounded buffers; each step has a deadline.
#pragma once

#include <atomic>
#include <cstdint>

#include "wire/connection.hpp"
#include "wire/http.hpp"
#include "wire/tls_context.hpp"

namespace valise::wire {

// DoorLimits: who is let in at all. What is above a limit is closed at once.
struct DoorLimits {
  std::size_t connections = 16'384;
  std::size_t address_connections = 1'024;
  std::size_t address_strangers = 256;  // connections that have not authenticated
  std::size_t strangers = 4'096;        // of all addresses; then the oldest makes room for the newest
  std::uint64_t address_handshakes_per_minute = 3'000;
  // Shares of the thread's time for TLS handshakes: of addresses from which nobody has proved an identity lately, and of the
  // others.
  std::uint64_t stranger_handshake_percent = 25;
  std::uint64_t known_handshake_percent = 50;
};

// ListenerCounters may be read from any thread.
struct ListenerCounters {
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> refused_full{0};     // too many connections in all
  std::atomic<std::uint64_t> refused_address{0};  // too many, or too often, from one address
  std::atomic<std::uint64_t> strangers_turned_out{0};
  std::atomic<std::uint64_t> handshakes_failed{0};       // TLS, or the time for it
  std::atomic<std::uint64_t> heads_refused{0};           // HTTP heads: malformed, too large, too slow
  std::atomic<std::uint64_t> handshake_microseconds{0};  // processor time of all TLS handshakes
  std::atomic<std::uint64_t> handshakes_delayed{0};      // that had to wait for their turn
  std::atomic<std::uint64_t> handshakes_waiting{0};      // that wait at present
};

struct ListenerOptions {
  DoorLimits door;
  std::uint32_t head_limit = 8 * 1024;         // bytes of an HTTP head
  std::uint64_t body_limit = 8 * 1024 * 1024;  // bytes of an HTTP request's body
  milliseconds handshake_timeout{10'000};      // TLS, then head and upgrade again as long
  milliseconds http_idle_timeout{30'000};      // between two requests on one connection
  milliseconds http_step_timeout{30'000};      // for each 64 KiB of a body read or written
  milliseconds http_body_timeout{300'000};     // for the whole body of a request
  ConnectionOptions connection;
};

// Turned: why a connection came to nothing: too many, no TLS handshake in time, or no acceptable HTTP after it.
enum class Turned { too_many, handshake, http };

// PeerHandler is what the listener serves; it outlives the listener. Exceptions from it end that connection only.
class PeerHandler {
 public:
  virtual ~PeerHandler() = default;
  // on_session owns the connection until it returns.
  [[nodiscard]] virtual asio::awaitable<void> on_session(std::shared_ptr<Connection> connection) = 0;
  // on_request answers; without an answer the client gets 500. An unread rest of the body is dropped.
  [[nodiscard]] virtual asio::awaitable<void> on_request(HttpExchange& exchange) = 0;
  // on_refused is told of connections that came to nothing. Must not throw.
  virtual void on_refused(Turned away) { static_cast<void>(away); }
};

class Listener {
 public:
  virtual ~Listener() = default;

  // open binds and listens on a numeric address; port 0 takes a free one. WireError::listen_failed.
  [[nodiscard]] static base::Result<std::unique_ptr<Listener>> open(asio::any_io_executor executor, const std::string& address,
                                                                    std::uint16_t port, TlsServerContext context,
                                                                    ListenerOptions options, PeerHandler& handler);
  // replace_identity makes new connections use another key and certificate.
  virtual void replace_identity(TlsServerContext context) = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual std::size_t connections() const = 0;
  [[nodiscard]] virtual std::size_t strangers() const { return 0; }
  [[nodiscard]] virtual const ListenerCounters& counters() const;
  // stop accepts no more; what is open stays.
  virtual void stop() = 0;
  // finish stops, ends every connection that is left and returns when all handlers have returned. To be called before the end.
  [[nodiscard]] virtual asio::awaitable<void> finish() = 0;
};

}  // namespace valise::wire
