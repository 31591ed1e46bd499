#include "server/app/run.hpp"

#include <malloc.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>

#include "keys/crypto/random.hpp"
#include "server/app/app_error.hpp"
#include "server/app/keys.hpp"
#include "server/app/systemd.hpp"

namespace valise::server::app {
namespace {

namespace asio = boost::asio;
using base::Result;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// Every second: the watchdog's sign of life, and memory back to the system after many have left at once.
class Upkeep {
 public:
  Upkeep(asio::any_io_executor executor, const net::Relay& relay) : timer_(std::move(executor)), relay_(relay) {}

  asio::awaitable<void> run() {
    const auto watchdog = watchdog_interval();
    const auto pace =
        watchdog.count() > 0 ? std::min(watchdog, std::chrono::milliseconds(1000)) : std::chrono::milliseconds(1000);
    while (!stopped_) {
      if (watchdog.count() > 0) notify_alive();
      give_memory_back();
      timer_.expires_after(pace);
      auto waited = co_await timer_.async_wait(kTuple);
      static_cast<void>(waited);
    }
  }
  void stop() {
    stopped_ = true;
    timer_.cancel();
  }

 private:
  void give_memory_back() {
    constexpr std::size_t many = 256;
    const auto now = relay_.sessions();
    if (now > most_) most_ = now;
    if (most_ < now + many) return;
    most_ = now;
    ::malloc_trim(0);
  }

  asio::steady_timer timer_;
  const net::Relay& relay_;
  std::size_t most_ = 0;
  bool stopped_ = false;
};

asio::awaitable<Result<>> serve(const Config& config, net::Relay& relay, net::EventLog& events, RunHooks& hooks) {
  const auto executor = co_await asio::this_coro::executor;
  asio::signal_set signals(executor, SIGTERM, SIGINT);
  auto started = co_await relay.start();
  if (!started) co_return started;
  Upkeep upkeep(executor, relay);
  wire::TaskGroup tasks(executor);
  tasks.spawn(upkeep.run());
  notify_ready();
  events.write(net::Severity::info, "ready", {{"port", relay.port()}});
  hooks.on_ready(relay.port());
  auto stopped = co_await signals.async_wait(kTuple);
  static_cast<void>(stopped);
  notify_stopping();
  co_await relay.drain(std::chrono::seconds(config.drain_seconds));
  upkeep.stop();
  co_await tasks.join();
  events.write(net::Severity::info, "stopped", {});
  co_return Result<>{};
}

Result<> better_explained(Result<> result) {
  if (!result && result.error().code == net::NetError::directory_empty) return base::fail(AppError::not_seeded);
  return result;
}

}  // namespace

Result<> run_relay(const Config& config, net::EventLog& events, RunHooks hooks) {
  const base::SystemClock clock;
  crypto::SystemRandom random;
  auto tls = wire::TlsServerContext::load(config.tls_key(), config.tls_certificate());
  if (!tls) return pass_on(tls);
  auto log_key = load_log_key(where_key(config.log_key(), std::getenv("CREDENTIALS_DIRECTORY")));
  if (!log_key) return pass_on(log_key);
  // After a failed sync nobody knows what is on disk: nothing more may be acknowledged (R5).
  auto on_fatal = [&events](const base::Error& error) {
    events.write(net::Severity::error, "storage failed and the relay ends", {{"reason", error.code}});
    std::_Exit(1);
  };
  auto opened = open_stores(config, clock, random, on_fatal);
  if (!opened) return pass_on(opened);
  Stores stores = hooks.decorate(std::move(*opened));

  asio::io_context io(1);
  net::Relay relay(io.get_executor(),
                   {.store = *stores.store,
                    .attachments = *stores.attachments,
                    .clock = clock,
                    .random = random,
                    .events = events,
                    .tls = std::move(*tls),
                    .log_key = std::move(*log_key)},
                   relay_options(config));
  Result<> outcome;
  asio::co_spawn(io, serve(config, relay, events, hooks), [&](std::exception_ptr failure, Result<> result) {
    if (failure) std::rethrow_exception(failure);
    outcome = better_explained(std::move(result));
  });
  io.run();
  return outcome;
}

}  // namespace valise::server::app
