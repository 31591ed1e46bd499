#include "server/net/operation_listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "server/metrics/registry.hpp"
#include "wire/watchdog.hpp"
#include "wire/wire_error.hpp"

namespace valise::server::net {
namespace {

namespace asio = wire::asio;
using base::fail;
using base::Result;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kHeadLimit = 4096;
constexpr auto kPatience = 5s;
constexpr std::string_view kText = "text/plain; charset=utf-8";

struct Reply {
  std::string_view status;
  std::string_view type = kText;
  std::string body;
};

std::string format(const Reply& reply, bool head_only) {
  std::string out = "HTTP/1.1 ";
  out.append(reply.status).append("\r\nContent-Type: ").append(reply.type);
  out.append("\r\nContent-Length: ").append(std::to_string(reply.body.size()));
  out.append("\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
  if (!head_only) out.append(reply.body);
  return out;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// host_of gives the value of the one Host header.
std::string_view host_of(std::string_view head) {
  std::string_view found;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = line.find(':');
    if (colon == line.npos || !same_name(line.substr(0, colon), "host")) continue;
    if (!found.empty()) return {};
    found = line.substr(colon + 1);
    while (found.starts_with(' ')) found.remove_prefix(1);
    while (found.ends_with(' ')) found.remove_suffix(1);
  }
  return found;
}

Reply readiness(const std::vector<std::string_view>& reasons) {
  if (reasons.empty()) return {.status = "200 OK", .body = "ready\n"};
  std::string body = "not ready:";
  for (const auto reason : reasons) body.append(" ").append(reason);
  return {.status = "503 Service Unavailable", .body = body + "\n"};
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  if (host.starts_with('[')) return host.starts_with("[::1]");
  host = host.substr(0, host.find(':'));
  if (host == "localhost") return true;
  boost::system::error_code error;
  const auto address = asio::ip::make_address_v4(host, error);
  return !error && address.is_loopback();
}

Result<std::unique_ptr<OperationListener>> OperationListener::open(asio::any_io_executor executor, const std::string& address,
                                                                   std::uint16_t port, OperationAnswers answers) {
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return fail(wire::WireError::listen_failed, "operation_listen");
  const Tcp::endpoint endpoint(ip, port);
  Tcp::acceptor acceptor(executor);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(Tcp::acceptor::max_listen_connections, error);
  if (error) return fail(wire::WireError::listen_failed, "operation_listen " + address + ":" + std::to_string(port));
  return std::unique_ptr<OperationListener>(new OperationListener(std::move(acceptor), std::move(answers)));
}

OperationListener::OperationListener(Tcp::acceptor acceptor, OperationAnswers answers)
    : acceptor_(std::move(acceptor)),
      answers_(std::move(answers)),
      only_loopback_(acceptor_.local_endpoint().address().is_loopback()),
      tasks_(acceptor_.get_executor()) {
  tasks_.spawn(accept_loop());
}

asio::awaitable<void> OperationListener::finish() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  tasks_.cancel();
  co_await tasks_.join();
}

asio::awaitable<void> OperationListener::accept_loop() {
  for (;;) {
    auto [error, socket] = co_await acceptor_.async_accept(kTuple);
    if (error == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
    if (error) {
      asio::steady_timer timer(acceptor_.get_executor(), 100ms);
      auto waited = co_await timer.async_wait(kTuple);
      static_cast<void>(waited);
    } else if (tasks_.size() <= kMaxConnections) {  // this loop is one of them
      tasks_.spawn(serve(std::move(socket)));
    }
  }
}

asio::awaitable<void> OperationListener::serve(Tcp::socket socket) {
  wire::Watchdog watchdog(socket.get_executor());
  watchdog.arm(kPatience, [&socket] {
    boost::system::error_code ignored;
    socket.close(ignored);
  });
  std::string head;
  std::array<char, 1024> some{};
  while (head.find("\r\n\r\n") == head.npos) {
    auto [error, size] = co_await socket.async_read_some(asio::buffer(some), kTuple);
    if (error || head.size() + size > kHeadLimit) co_return;
    head.append(some.data(), size);
  }
  const auto reply = answer(head);
  auto [error, sent] = co_await asio::async_write(socket, asio::buffer(reply), kTuple);
  if (error) co_return;
  socket.shutdown(Tcp::socket::shutdown_send, error);
  if (!error) co_await socket.async_read_some(asio::buffer(some), kTuple);  // a close before the peer's would lose the answer
}

std::string OperationListener::answer(std::string_view head) const {
  const auto line = head.substr(0, head.find("\r\n"));
  const auto method = line.substr(0, line.find(' '));
  const auto rest = line.substr(std::min(method.size() + 1, line.size()));
  const auto target = rest.substr(0, rest.find(' '));
  const bool head_only = method == "HEAD";
  if (method != "GET" && !head_only) return format({.status = "405 Method Not Allowed", .body = "GET only\n"}, false);
  if (only_loopback_ && !is_loopback_host(host_of(head))) {
    return format({.status = "421 Misdirected Request", .body = "this address is asked for by a loopback name\n"}, head_only);
  }
  if (target == "/healthz") return format({.status = "200 OK", .body = "alive\n"}, head_only);
  if (target == "/readyz") return format(readiness(answers_.not_ready()), head_only);
  if (target == "/metrics") {
    return format({.status = "200 OK", .type = metrics::kContentType, .body = answers_.metrics()}, head_only);
  }
  return format({.status = "404 Not Found", .body = "there are /healthz, /readyz and /metrics\n"}, head_only);
}

}  // namespace valise::server::net
