// PeerLink: a client's TLS connection to a peer, for protocols that are a stream of bytes. One for each protocol derives from it.
//
// What one turn of the loop produces leaves in one write, so that a peer's reading costs it no more than a good client would make
// it cost.
#pragma once

#include "bench/peer_process.hpp"
#include "bench/relay_load.hpp"
#include "wire/signal.hpp"
#include "wire/tls_stream.hpp"

namespace valise::bench {

class PeerLink {
 public:
  explicit PeerLink(Loop& loop) : loop_(loop), ready_changed_(loop.io().get_executor()) {}
  virtual ~PeerLink() = default;
  PeerLink(const PeerLink&) = delete;
  PeerLink& operator=(const PeerLink&) = delete;

  // connect logs in and makes the link ready to send or receive. Throws std::runtime_error, as all of this does.
  [[nodiscard]] asio::awaitable<void> connect(const PeerProcess& peer);
  void close();

 protected:
  // What a protocol does. `greet` begins after the handshake; it or `consume` calls ready() at last. `consume` takes what has
  // come and gives how much of it is used up.
  virtual void greet() = 0;
  [[nodiscard]] virtual std::size_t consume(std::string_view bytes) = 0;
  // speaks_first: the server sends a line in the clear before TLS begins.
  [[nodiscard]] virtual bool speaks_first() const { return false; }

  void ready();
  // send appends to what leaves next.
  void send(std::string_view bytes);

 private:
  asio::awaitable<void> listen();
  asio::awaitable<void> flush();
  void take(std::string_view bytes);

  Loop& loop_;
  std::optional<wire::TlsStream> stream_;
  std::string in_;
  std::string out_;
  bool flushing_ = false;
  bool ready_ = false;
  bool closing_ = false;
  wire::Signal ready_changed_;
};

}  // namespace valise::bench
