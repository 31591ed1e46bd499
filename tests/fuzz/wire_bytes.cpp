// Bytes from the network at wire's server, through a real connection: the first byte says where they come in: before TLS, as HTTP
// after it, or as WebSocket frames after an upgrade. The listener survives, keeps its limits, and lets go of every connection.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "tests/fuzz/target.hpp"
#include "wire/listener.hpp"
#include "wire/tls_stream.hpp"

namespace valise::fuzz {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadLimit = 1000;
constexpr std::size_t kBodyLimit = 500;

class Handler final : public wire::PeerHandler {
 public:
  asio::awaitable<void> on_session(std::shared_ptr<wire::Connection> connection) override {
    connection->set_read_limit(kReadLimit);
    for (;;) {
      auto message = co_await connection->read(wire::milliseconds(1000));
      if (!message) co_return;
      require(message->size() <= kReadLimit);
      static_cast<void>(connection->try_write(std::move(*message)));
    }
  }
  asio::awaitable<void> on_request(wire::HttpExchange& exchange) override {
    require(exchange.body_size() <= kBodyLimit);
    std::size_t got = 0;
    for (;;) {
      auto chunk = co_await exchange.read_body(100);
      if (!chunk || chunk->empty()) break;
      got += chunk->size();
    }
    require(got <= exchange.body_size());
    wire::HttpResponseHead head{.status = 200, .headers = {}};
    auto sent = co_await exchange.respond(std::move(head), base::Bytes(10, 'x'));
    static_cast<void>(sent);
  }
};

class Server {
 public:
  Server() {
    wire::ListenerOptions options;
    options.body_limit = kBodyLimit;
    options.door.address_handshakes_per_minute = 1'000'000'000;
    listener_ = wire::Listener::open(io_.get_executor(), "127.0.0.1", 0, tls_, options, handler_).value();
  }
  ~Server() {
    asio::co_spawn(io_, listener_->finish(), [](std::exception_ptr) {});
    io_.restart();
    io_.run_for(std::chrono::seconds(1));
  }

  void meet(int where, base::ByteView bytes) {
    bool over = false;
    asio::co_spawn(io_, talk(where, bytes), [&](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
      over = true;
    });
    io_.restart();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while ((!over || listener_->connections() > 0) && io_.run_one_until(until) > 0) continue;
    require(over && listener_->connections() == 0);
  }

 private:
  asio::awaitable<void> talk(int where, base::ByteView bytes) {
    asio::ip::tcp::socket socket(io_);
    co_await socket.async_connect({asio::ip::make_address("127.0.0.1"), listener_->port()}, asio::use_awaitable);
    if (where == 0) {
      auto [failed, written] = co_await asio::async_write(socket, asio::buffer(bytes.data(), bytes.size()), kTuple);
      static_cast<void>(failed);
      boost::system::error_code ignored;
      socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
      co_await drain(socket);
      co_return;
    }
    wire::TlsStream stream(std::move(socket), client_.native(), wire::TlsStream::Role::client);
    auto [refused] = co_await stream.async_handshake(kTuple);
    require(!refused);
    std::string said;
    if (where == 2) {
      said =
          "GET /v1/session HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: valise.v1\r\n\r\n";
      auto [failed, written] = co_await asio::async_write(stream, asio::buffer(said), kTuple);
      std::array<char, 1024> answer;
      auto [ended, size] = co_await stream.async_read_some(asio::buffer(answer), kTuple);  // frames before it would be refused
      if (failed || ended) co_return;
    }
    auto [failed, written] = co_await asio::async_write(stream, asio::buffer(bytes.data(), bytes.size()), kTuple);
    static_cast<void>(failed);
    boost::system::error_code ignored;
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    co_await drain(stream);
  }
  template <class Stream>
  static asio::awaitable<void> drain(Stream& stream) {
    std::array<char, 4096> buffer;
    for (;;) {
      auto [ended, size] = co_await stream.async_read_some(asio::buffer(buffer), kTuple);
      if (ended) co_return;
    }
  }

  asio::io_context io_{1};
  wire::TlsServerContext tls_ = wire::TlsServerContext::ephemeral("fuzz").value();
  wire::TlsClientContext client_ = wire::TlsClientContext::pinned_to(tls_.relay_id()).value();
  Handler handler_;
  std::unique_ptr<wire::Listener> listener_;
};

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static valise::fuzz::Server server;
  if (size == 0) return 0;
  server.meet(data[0] % 3, valise::base::ByteView(data + 1, size - 1));
  return 0;
}
