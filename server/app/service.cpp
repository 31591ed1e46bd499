#include "server/app/service.hpp"

#include <malloc.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "server/app/keys.hpp"
#include "server/app/systemd.hpp"

namespace valise::server::app {
namespace {

namespace asio = boost::asio;
using base::Result;
using net::Severity;
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

}  // namespace

Service::Service(asio::any_io_executor executor, Config config, ServiceParts parts)
    : executor_(executor), config_(std::move(config)), parts_(parts) {}

asio::awaitable<Result<>> Service::serve() {
  auto operation = open_operation(config_);
  if (!operation) co_return pass_on(operation);
  operation_ = std::move(*operation);
  auto started = co_await parts_.relay.start();
  if (!started) {
    if (operation_) co_await operation_->finish();
    co_return started;
  }
  Upkeep upkeep(executor_, parts_.relay);
  wire::TaskGroup tasks(executor_);
  tasks.spawn(upkeep.run());
  tell_ready();
  co_await heed_signals();
  tasks.spawn(await_impatience());
  co_await drain();
  upkeep.stop();
  parts_.signals.cancel();
  co_await tasks.join();
  parts_.events.write(Severity::info, "stopped", {});
  co_return Result<>{};
}

void Service::tell_ready() {
  notify_ready();
  parts_.events.write(Severity::info, "ready", {{"port", parts_.relay.port()}});
  if (operation_) parts_.events.write(Severity::info, "operation listener", {{"port", operation_->port()}});
  parts_.hooks.on_ready(parts_.relay.port());
}

asio::awaitable<void> Service::heed_signals() {
  for (;;) {
    auto [error, signal] = co_await parts_.signals.async_wait(kTuple);
    if (error || signal != SIGHUP) co_return;
    co_await reload();
  }
}

// ---- reloading ----

asio::awaitable<void> Service::reload() {
  if (!parts_.hooks.load_again) co_return;
  notify_reloading();
  auto wanted = parts_.hooks.load_again();
  auto changed = wanted ? co_await change(std::move(*wanted)) : Result<>(base::pass_on(wanted));
  if (auto recorded = parts_.hooks.audit("reload", changed ? "done" : "refused"); !recorded) {
    parts_.events.write(Severity::error, "audit log unwritable", {{"reason", recorded.error().code}});
  }
  parts_.process.reloaded(changed.has_value());
  if (changed) {
    parts_.events.write(Severity::info, "reloaded", {});
  } else {
    parts_.events.write_own(Severity::error, "reload refused and the old configuration stays", "reason",
                            changed.error().message());
  }
  notify_ready();
}

asio::awaitable<Result<>> Service::change(Config wanted) {
  const auto settled = settle(config_, wanted);
  auto tls = load_tls(key_files(settled));
  if (!tls) co_return pass_on(tls);
  const bool moved = settled.operation_listen != config_.operation_listen;
  auto operation = moved ? open_operation(settled) : Result<Operation>(Operation{});
  if (!operation) co_return pass_on(operation);
  if (auto replaced = parts_.relay.replace_identity(*tls); !replaced) {
    if (*operation) co_await (*operation)->finish();
    co_return replaced;
  }
  for (const auto& [setting, live] : changes_between(config_, wanted)) {
    if (live) parts_.events.write_own(Severity::info, "setting changed", "setting", setting);
    if (!live) parts_.events.write_own(Severity::warning, "setting waits for a restart", "setting", setting);
  }
  parts_.process.certificate(*tls);
  parts_.relay.set_directory_public(settled.directory_public);
  parts_.events.change(settled.log_level, settled.log_format);
  config_ = settled;
  if (moved) std::swap(operation_, *operation);
  if (moved && *operation) co_await (*operation)->finish();
  co_return Result<>{};
}

// ---- the end ----

asio::awaitable<void> Service::drain() {
  draining_ = true;
  notify_stopping();
  co_await parts_.relay.drain(std::chrono::seconds(config_.drain_seconds));
  if (operation_) co_await operation_->finish();
}

asio::awaitable<void> Service::await_impatience() {
  for (;;) {
    auto [error, signal] = co_await parts_.signals.async_wait(kTuple);
    if (error) co_return;
    if (signal == SIGHUP) continue;
    parts_.events.write(Severity::warning, "told again and ends at once", {});
    parts_.relay.hurry();
  }
}

// ---- for those who watch ----

Result<Service::Operation> Service::open_operation(const Config& config) {
  const auto address = operation_address(config);
  if (!address) return Operation{};
  return net::OperationListener::open(
      executor_, address->host, static_cast<std::uint16_t>(std::stoul(address->port)),
      {.not_ready = [this] { return not_ready(); }, .metrics = [this] { return metrics_text(); }});
}

std::vector<std::string_view> Service::not_ready() const {
  std::vector<std::string_view> reasons;
  if (draining_) reasons.emplace_back("draining");
  if (!draining_ && !parts_.relay.serving()) reasons.emplace_back("starting");
  if (!parts_.stores.writable()) reasons.emplace_back("disk-full");
  return reasons;
}

std::string Service::metrics_text() {
  if (parts_.relay.serving()) parts_.relay.look_up();
  parts_.process.look_up(config_);
  return parts_.registry.format();
}

}  // namespace valise::server::app
