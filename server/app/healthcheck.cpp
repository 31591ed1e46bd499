#include "server/app/healthcheck.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>

#include "keys/directory/checkpoint.hpp"
#include "server/app/app_error.hpp"
#include "server/app/keys.hpp"
#include "valise/v1/relay.pb.h"
#include "wire/connect.hpp"

namespace valise::server::app {
namespace {

namespace asio = boost::asio;
using base::fail;
using base::Result;

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

}  // namespace

Result<Health> healthcheck(const Config& config, std::chrono::milliseconds patience) {
  const auto tls = wire::TlsServerContext::load(config.tls_key(), config.tls_certificate());
  if (!tls) return base::Unexpected(tls.error());
  const auto log_key = load_log_key(where_key(config.log_key(), std::getenv("CREDENTIALS_DIRECTORY")));
  if (!log_key) return base::Unexpected(log_key.error());
  asio::io_context io(1);
  Result<Health> outcome = fail(AppError::unhealthy);
  auto asking = ask_relay(config, tls->relay_id(), log_key->verify_key(), patience);
  asio::co_spawn(io, std::move(asking), [&](std::exception_ptr failure, Result<Health> result) {
    if (!failure) outcome = std::move(result);
  });
  io.run();
  return outcome;
}

}  // namespace valise::server::app
