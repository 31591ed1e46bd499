// A bare echo over wire's TLS and WebSocket, the server in a process of its own: what is left of a relay when it keeps nothing,
// checks nothing and knows nobody.
#pragma once

#include <filesystem>
#include <string>

#include "base/ids.hpp"
#include "bench/relay_load.hpp"
#include "tests/support/process.hpp"
#include "wire/connection.hpp"

namespace valise::bench {

// serve_echo is the server process: it sends back every message, until it is killed.
int serve_echo(const std::string& key, const std::string& certificate, const std::string& port);

class EchoServer {
 public:
  // Starts this program again as serve_echo.
  explicit EchoServer(const std::filesystem::path& folder);
  [[nodiscard]] pid_t pid() const { return process_->pid(); }
  [[nodiscard]] asio::awaitable<std::shared_ptr<wire::Connection>> connect() const;

 private:
  base::RelayId pin_;
  int port_;
  std::optional<tests::Process> process_;
};

// EchoClient sends 1 KiB messages; each that comes back completes one and arrives.
class EchoClient final : public Paced {
 public:
  explicit EchoClient(Arrivals& arrivals) : arrivals_(arrivals), message_(kMessageSize, 'x') {}

  [[nodiscard]] asio::awaitable<void> connect(const EchoServer& server);
  // listen takes what comes back until close().
  [[nodiscard]] asio::awaitable<void> listen();
  void close();

 private:
  void submit(std::uint64_t number, Steady::time_point stamp) override;

  Arrivals& arrivals_;
  std::string message_;
  std::shared_ptr<wire::Connection> connection_;
  bool closing_ = false;
};

}  // namespace valise::bench
