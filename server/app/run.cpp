#include "server/app/run.hpp"

#include <malloc.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdlib>

#include "keys/crypto/random.hpp"
#include "server/app/alert_ways.hpp"
#include "server/app/app_error.hpp"
#include "server/app/incarnation.hpp"
#include "server/app/keys.hpp"
#include "server/app/rekey.hpp"
#include "server/app/service.hpp"
#include "server/app/store_watch.hpp"

namespace valise::server::app {
namespace {

namespace asio = boost::asio;
using base::Result;

constexpr std::chrono::seconds kLookEvery{30};

Result<> better_explained(Result<> result) {
  if (!result && result.error().code == net::NetError::directory_empty) return base::fail(AppError::not_seeded);
  return result;
}

// What a relay is built on, in the order in which it is made.
struct Ground {
  asio::io_context io{1};
  asio::signal_set signals{io, SIGTERM, SIGINT, SIGHUP};  // until the stores have closed: being told again must not kill
  metrics::Registry registry;
  const base::SystemClock clock;
  crypto::SystemRandom random;
  ProcessMetrics process{registry};
  StoresMetrics stores_metrics{registry};
  Stores stores;
};

Result<> serve_on(Ground& ground, const Config& config, LogSink& events, RunHooks& hooks) {
  auto& io = ground.io;
  auto& registry = ground.registry;
  const auto files = key_files(config);
  auto tls = load_tls(files);
  if (!tls) return pass_on(tls);
  auto log_key = load_log_key(files.log_key);
  if (!log_key) return pass_on(log_key);
  ground.process.certificate(*tls);
  auto incarnation = load_incarnation(config.data_dir, ground.random);
  if (!incarnation) return pass_on(incarnation);
  auto ways = open_alert_ways(config, ground.random);
  if (!ways) return pass_on(ways);
  auto options = relay_options(config);
  options.incarnation = *incarnation;
  net::Relay relay(io.get_executor(),
                   {.store = *ground.stores.store,
                    .attachments = *ground.stores.attachments,
                    .clock = ground.clock,
                    .random = ground.random,
                    .events = events,
                    .tls = std::move(*tls),
                    .log_key = std::move(*log_key),
                    .alert_sender = ways->get(),
                    .registry = &registry},
                   std::move(options));
  Service service(io.get_executor(), config,
                  {.relay = relay,
                   .events = events,
                   .hooks = hooks,
                   .registry = registry,
                   .process = ground.process,
                   .stores = ground.stores_metrics,
                   .signals = ground.signals});
  Result<> outcome;
  asio::co_spawn(io, service.serve(), [&](std::exception_ptr failure, Result<> result) {
    if (failure) std::rethrow_exception(failure);
    outcome = better_explained(std::move(result));
  });
  io.run();
  return outcome;
}

// What is freed goes to its neighbours at once, instead of waiting in lists that are gone through whenever something large is
// freed: a tenth of the start's time, where the directory is taken apart by tens of thousands of small pieces.
void free_at_once() { ::mallopt(M_MXFAST, 0); }

}  // namespace

Result<> run_relay(const Config& config, LogSink& events, RunHooks hooks) {
  free_at_once();
  Ground ground;
  if (rekey_pending(config)) return base::fail(AppError::rekey_unfinished, pending_key(config).string());
  // After a failed sync nobody knows what is on disk: nothing more may be acknowledged (R5).
  auto on_fatal = [&events](const base::Error& error) {
    events.write(net::Severity::error, "storage failed and the relay ends", {{"reason", error.code}});
    std::_Exit(1);
  };
  auto opened = open_stores(config, ground.clock, ground.random, on_fatal, &ground.stores_metrics);
  if (!opened) return pass_on(opened);
  ground.stores = hooks.decorate(std::move(*opened));
  auto inspector = open_inspector(config);
  if (!inspector) return pass_on(inspector);
  const StoreWatch watch(ground.registry, std::move(*inspector), ground.clock, kLookEvery);
  return serve_on(ground, config, events, hooks);
}

}  // namespace valise::server::app
