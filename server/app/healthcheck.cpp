#include "server/app/healthcheck.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "keys/directory/checkpoint.hpp"
#include "server/app/app_error.hpp"
#include "server/app/keys.hpp"
#include "valise/v1/relay.pb.h"
#include "wire/connect.hpp"
#include "wire/watchdog.hpp"

namespace valise::server::app {
namespace {

namespace asio = boost::asio;
using base::fail;
using base::Result;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// An address that means "all interfaces" is asked for on the loopback interface.
std::string reachable(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

Result<Health> judge(const base::Bytes& bytes, const Config& config, const base::RelayId& relay,
                     const crypto::VerifyKey& log_key) {
  v1::RelayFrame frame;
  if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !frame.has_hello()) {
    return fail(AppError::unhealthy, "hello");
  }
  if (frame.hello().relay_id() != relay.string()) return fail(AppError::unhealthy, "relay id");
  const auto checkpoint = directory::Checkpoint::parse(frame.hello().checkpoint());
  if (!checkpoint || !checkpoint->verify(config.origin, log_key)) return fail(AppError::unhealthy, "checkpoint");
  return Health{.log_size = checkpoint->head().size};
}

asio::awaitable<Result<Health>> ask_relay(const Config& config, base::RelayId relay, crypto::VerifyKey log_key,
                                          std::chrono::milliseconds patience) {
  const auto address = wire::split_address(config.listen).value();
  wire::ConnectOptions options{.timeout = patience};
  auto connection = co_await wire::connect_websocket(reachable(address.host), address.port, relay, options);
  if (!connection) co_return pass_on(connection);
  auto hello = co_await (*connection)->read(patience);
  if (!hello) co_return pass_on(hello);
  co_await (*connection)->close(wire::CloseCode::normal, patience);
  co_return judge(*hello, config, relay, log_key);
}

// What the operation listener says at /readyz is of our own making; the first line of it goes to the operator.
asio::awaitable<Result<>> ask_ready(wire::HostPort address, std::chrono::milliseconds patience) {
  asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
  wire::Watchdog watchdog(socket.get_executor());
  watchdog.arm(patience, [&socket] {
    boost::system::error_code ignored;
    socket.close(ignored);
  });
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(reachable(address.host)),
                                         static_cast<std::uint16_t>(std::stoul(address.port)));
  auto [refused] = co_await socket.async_connect(endpoint, kTuple);
  if (refused) co_return fail(AppError::unhealthy, "operation listener");
  const std::string_view request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  auto [unsent, sent] = co_await asio::async_write(socket, asio::buffer(request), kTuple);
  static_cast<void>(sent);
  std::string answer;
  auto [end, got] = co_await asio::async_read(socket, asio::dynamic_buffer(answer, 4096), kTuple);
  if (unsent || got == 0 || !answer.starts_with("HTTP/1.1 ")) co_return fail(AppError::unhealthy, "operation listener");
  if (answer.starts_with("HTTP/1.1 200 ")) co_return Result<>{};
  const auto body = std::string_view(answer).substr(std::min(answer.find("\r\n\r\n") + 4, answer.size()));
  co_return fail(AppError::unhealthy, std::string(body.substr(0, body.find('\n'))));
}

asio::awaitable<Result<Health>> ask_both(const Config& config, base::RelayId relay, crypto::VerifyKey log_key,
                                         std::chrono::milliseconds patience) {
  auto health = co_await ask_relay(config, relay, log_key, patience);
  const auto operation = operation_address(config);
  if (!health || !operation) co_return health;
  auto ready = co_await ask_ready(*operation, patience);
  if (!ready) co_return pass_on(ready);
  co_return health;
}

}  // namespace

Result<Health> healthcheck(const Config& config, std::chrono::milliseconds patience) {
  const auto tls = load_tls(key_files(config));
  if (!tls) return base::Unexpected(tls.error());
  const auto log_key = load_log_key(key_files(config).log_key);
  if (!log_key) return base::Unexpected(log_key.error());
  asio::io_context io(1);
  Result<Health> outcome = fail(AppError::unhealthy);
  auto asking = ask_both(config, tls->relay_id(), log_key->verify_key(), patience);
  asio::co_spawn(io, std::move(asking), [&](std::exception_ptr failure, Result<Health> result) {
    if (!failure) outcome = std::move(result);
  });
  io.run();
  return outcome;
}

}  // namespace valise::server::app
