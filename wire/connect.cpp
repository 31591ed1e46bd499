#include "wire/connect.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "wire/connect_tls.hpp"
#include "wire/watchdog.hpp"
#include "wire/websocket.hpp"

namespace valise::wire {
namespace {

using asio::ip::tcp;
using base::fail;
using base::Result;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

asio::awaitable<Result<tcp::socket>> connect_tcp(std::string host, std::string port, milliseconds timeout) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  tcp::socket socket(executor);
  Watchdog watchdog(executor);
  watchdog.arm(timeout, [&resolver, &socket] {
    boost::system::error_code ignored;
    resolver.cancel();
    socket.close(ignored);
  });
  auto [unresolved, addresses] = co_await resolver.async_resolve(host, port, kTuple);
  if (watchdog.expired()) co_return fail(WireError::timeout, "resolve");
  if (unresolved) co_return fail(WireError::resolve);
  auto [refused, endpoint] = co_await asio::async_connect(socket, addresses, kTuple);
  if (watchdog.expired()) co_return fail(WireError::timeout, "connect");
  if (refused) co_return fail(WireError::refused);
  co_return socket;
}

milliseconds remaining(std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
  return std::max(left, milliseconds(1));
}

}  // namespace

asio::awaitable<Result<TlsStream>> connect_tls(std::string host, std::string port, base::RelayId pin, milliseconds timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  auto context = TlsClientContext::pinned_to(pin);
  if (!context) co_return pass_on(context);
  auto socket = co_await connect_tcp(std::move(host), std::move(port), timeout);
  if (!socket) co_return pass_on(socket);
  TlsStream stream(std::move(*socket), context->native(), TlsStream::Role::client);
  Watchdog watchdog(stream.get_executor());
  watchdog.arm(remaining(until), [&stream] { stream.close(); });
  auto [error] = co_await stream.async_handshake(kTuple);
  if (watchdog.expired()) co_return fail(WireError::timeout, "TLS handshake");
  if (error) co_return fail(stream.peer_key_refused() ? WireError::wrong_key : WireError::tls_failed);
  co_return stream;
}

asio::awaitable<Result<std::shared_ptr<Connection>>> connect_websocket(std::string host, std::string port, base::RelayId pin,
                                                                       ConnectOptions options) {
  const auto until = std::chrono::steady_clock::now() + options.timeout;
  auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  auto stream = co_await connect_tls(std::move(host), std::move(port), pin, options.timeout);
  if (!stream) co_return pass_on(stream);
  co_return co_await open_websocket(std::move(*stream), std::move(name), options.connection, remaining(until));
}

std::optional<HostPort> split_address(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == address.size()) return std::nullopt;
  auto host = address.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.contains(':')) return std::nullopt;
  const auto port = address.substr(colon + 1);
  if (port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return HostPort{.host = std::string(host), .port = std::string(port)};
}

}  // namespace valise::wire
