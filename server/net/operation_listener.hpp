// OperationListener: plain HTTP for those who run the relay, on an address of its own: /healthz, /readyz, /metrics.
//
// It says nothing secret, but it is not for the internet: no TLS, no login. One executor; few connections at a time, one small
// request on each, with a deadline. A browser cannot be made to ask it for somebody else: on a loopback address only requests for
// a loopback host are answered.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>

#include "base/result.hpp"
#include "wire/task_group.hpp"

namespace valise::server::net {

struct OperationAnswers {
  // not_ready gives the reasons why the relay should not get clients now, one word each; none: it is ready.
  std::function<std::vector<std::string_view>()> not_ready;
  // metrics gives the text of /metrics.
  std::function<std::string()> metrics;
};

class OperationListener {
 public:
  static constexpr std::size_t kMaxConnections = 16;

  // open listens on a numeric address; port 0 takes a free one. WireError::listen_failed.
  [[nodiscard]] static base::Result<std::unique_ptr<OperationListener>> open(wire::asio::any_io_executor executor,
                                                                             const std::string& address, std::uint16_t port,
                                                                             OperationAnswers answers);
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  // finish ends what is open and returns when nothing runs any more. To be called before the end.
  [[nodiscard]] wire::asio::awaitable<void> finish();

 private:
  using Tcp = wire::asio::ip::tcp;
  OperationListener(Tcp::acceptor acceptor, OperationAnswers answers);
  wire::asio::awaitable<void> accept_loop();
  wire::asio::awaitable<void> serve(Tcp::socket socket);
  [[nodiscard]] std::string answer(std::string_view head) const;

  Tcp::acceptor acceptor_;
  const OperationAnswers answers_;
  bool only_loopback_;
  wire::TaskGroup tasks_;
};

// is_loopback_host tells whether a Host header names this machine itself: localhost or a loopback address, with or without port.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace valise::server::net
