// Connection: an open WebSocket over TLS 1.3, as a stream of binary messages.
//
// Everything runs on the connection's executor, which runs one thing at a time; no other thread may touch it. The object keeps
// itself alive while an operation is under way; after cancel() or a failure every operation ends with the error that ended it.
// At most one read() at a time. Nothing is compressed. The WebSocket stack behind it is in websocket.cpp only.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "wire/asio.hpp"
#include "wire/wire_error.hpp"

namespace valise::wire {

// ChannelBinding is the TLS exporter of a connection, equal at both ends and different for every connection (RFC 9266's idea,
// label "EXPORTER-valise-v1", no context).
using ChannelBinding = base::ByteArray<32>;

struct ConnectionOptions {
  std::size_t read_limit = 16 * 1024;            // bytes of a message, until set_read_limit
  std::size_t outbound_limit = 4 * 1024 * 1024;  // bytes waiting to be written
  milliseconds idle_timeout{60'000};             // silence after which the peer is taken for dead; pinged at half of it
  milliseconds write_timeout{30'000};            // for each message at the head of the outbound queue
  milliseconds message_timeout{120'000};         // from the first part of a message to its last
};

enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  policy = 1008,
  too_large = 1009,
  internal = 1011,
};

class Connection {
 public:
  virtual ~Connection() = default;

  // read gives the next binary message. Past `deadline` the connection ends with WireError::timeout. A message above the limit
  // ends it with too_large before it is read; a text message with protocol.
  [[nodiscard]] virtual asio::awaitable<base::Result<base::Bytes>> read(milliseconds deadline) = 0;
  // set_read_limit applies to messages whose header has not been read yet.
  virtual void set_read_limit(std::size_t bytes) = 0;

  // write queues a message and returns as soon as it is in the queue; it waits while the queue is full. Messages leave in order.
  [[nodiscard]] virtual asio::awaitable<base::Result<>> write(base::Bytes message) = 0;
  // try_write queues a message if there is room at once; false when the queue is full or the connection has ended.
  [[nodiscard]] virtual bool try_write(base::Bytes message) = 0;
  // outbound_bytes are queued and not yet handed to the system.
  [[nodiscard]] virtual std::size_t outbound_bytes() const = 0;

  // close sends what is queued, then the close frame, waits for the peer's and ends the connection; all within `deadline`.
  [[nodiscard]] virtual asio::awaitable<void> close(CloseCode code, milliseconds deadline) = 0;
  // cancel ends the connection at once; operations under way end with WireError::closed.
  virtual void cancel() = 0;
  [[nodiscard]] virtual bool open() const = 0;

  [[nodiscard]] virtual const ChannelBinding& channel_binding() const = 0;
  // trust: the peer has proved who it is, so it does not count as a stranger any more (ListenerOptions::door).
  virtual void trust() {}
  // peer_address is for rate limits and the operator's eyes, never for authorisation.
  [[nodiscard]] virtual std::string peer_address() const = 0;
  // peer_group is what peers are counted by: the address, or the network that belongs to one peer.
  [[nodiscard]] virtual std::string peer_group() const { return peer_address(); }
  // drained returns when at most so many bytes wait to be written, or the connection has ended.
  [[nodiscard]] virtual asio::awaitable<void> drained(std::size_t at_most);
  [[nodiscard]] virtual asio::any_io_executor executor() const = 0;
};

}  // namespace valise::wire
