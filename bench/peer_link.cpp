#include "bench/peer_link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "wire/tls_context.hpp"

namespace valise::bench {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

asio::awaitable<void> PeerLink::connect(const PeerProcess& peer) {
  const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(peer.port()));
  asio::ip::tcp::socket socket(loop_.io());
  co_await socket.async_connect(endpoint, asio::use_awaitable);
  if (speaks_first()) {
    std::string line;
    auto buffer = asio::dynamic_buffer(line, kReadSize);
    co_await asio::async_read_until(socket, buffer, "\r\n", asio::use_awaitable);
  }
  auto context = wire::TlsClientContext::pinned_to(peer.pin());
  if (!context) throw std::runtime_error("peer: " + context.error().message());
  stream_.emplace(std::move(socket), context->native(), wire::TlsStream::Role::client);
  co_await stream_->async_handshake(asio::use_awaitable);
  loop_.spawn(listen());
  greet();
  while (!ready_) co_await ready_changed_.wait();
}

void PeerLink::close() {
  closing_ = true;
  if (stream_) stream_->shutdown();
}

void PeerLink::ready() {
  ready_ = true;
  ready_changed_.notify();
}

void PeerLink::send(std::string_view bytes) {
  out_ += bytes;
  if (!std::exchange(flushing_, true)) loop_.spawn(flush());
}

asio::awaitable<void> PeerLink::flush() {
  co_await asio::post(loop_.io(), asio::use_awaitable);  // behind what is about to be sent in this turn
  while (!out_.empty() && !closing_) {
    const std::string now = std::exchange(out_, {});
    const auto [error, written] = co_await asio::async_write(*stream_, asio::buffer(now), kTuple);
    if (error && !closing_) throw std::runtime_error("peer: cannot write");
  }
  flushing_ = false;
}

asio::awaitable<void> PeerLink::listen() {
  std::string piece(kReadSize, '\0');
  for (;;) {
    const auto [error, size] = co_await stream_->async_read_some(asio::buffer(piece), kTuple);
    if (closing_) co_return;
    if (error) throw std::runtime_error("peer: connection lost: " + error.message());
    take(std::string_view(piece).substr(0, size));
  }
}

void PeerLink::take(std::string_view bytes) {
  if (in_.empty()) {
    in_ = bytes.substr(consume(bytes));
  } else {
    in_ += bytes;
    in_.erase(0, consume(in_));
  }
}

}  // namespace valise::bench
