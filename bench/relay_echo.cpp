#include "bench/relay_echo.hpp"

#include <stdexcept>

#include "wire/connect.hpp"
#include "wire/listener.hpp"

namespace valise::bench {
namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error("echo: " + result.error().message());
  return std::move(*result);
}

class Echo final : public wire::PeerHandler {
 public:
  asio::awaitable<void> on_session(std::shared_ptr<wire::Connection> connection) override {
    for (;;) {
      auto message = co_await connection->read(wire::kNoDeadline);
      if (!message) co_return;
      auto written = co_await connection->write(std::move(*message));
      if (!written) co_return;
    }
  }
  asio::awaitable<void> on_request(wire::HttpExchange& exchange) override {
    auto answered = co_await exchange.respond({.status = 404}, {});
    static_cast<void>(answered);
  }
};

}  // namespace

int serve_echo(const std::string& key, const std::string& certificate, const std::string& port) {
  asio::io_context io(1);
  Echo echo;
  const auto listener =
      must(wire::Listener::open(io.get_executor(), "127.0.0.1", static_cast<std::uint16_t>(std::stoi(port)),
                                must(wire::TlsServerContext::load(key, certificate)), wire::ListenerOptions{}, echo));
  io.run();
  return 0;
}

EchoServer::EchoServer(const std::filesystem::path& folder)
    : pin_(must(wire::create_tls_identity(folder / "echo.key", folder / "echo.crt", "echo"))), port_(tests::free_port()) {
  const tests::Command command{.arguments = {std::filesystem::read_symlink("/proc/self/exe"), "--serve-echo", folder / "echo.key",
                                             folder / "echo.crt", std::to_string(port_)},
                               .environment = {}};
  process_.emplace(command, folder / "echo");
  if (!tests::await_port(port_, std::chrono::seconds(20))) throw std::runtime_error("the echo server does not start");
}

asio::awaitable<std::shared_ptr<wire::Connection>> EchoServer::connect() const {
  auto connection = co_await wire::connect_websocket("127.0.0.1", std::to_string(port_), pin_, wire::ConnectOptions{});
  co_return must(std::move(connection));
}

asio::awaitable<void> EchoClient::connect(const EchoServer& server) { connection_ = co_await server.connect(); }

asio::awaitable<void> EchoClient::listen() {
  for (;;) {
    auto message = co_await connection_->read(wire::kNoDeadline);
    if (!message && closing_) co_return;
    const auto back = must(std::move(message));
    arrivals_.arrived(read_stamp(base::as_text(back)));
    complete_one();
  }
}

void EchoClient::close() {
  closing_ = true;
  connection_->cancel();
}

void EchoClient::submit(std::uint64_t /*number*/, Steady::time_point stamp) {
  write_stamp(message_, stamp);
  if (!connection_->try_write(base::to_bytes(message_))) throw std::runtime_error("echo: the connection takes no more");
}

}  // namespace valise::bench
