#include "server/net/relay.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "server/net/ask.hpp"
#include "server/net/session.hpp"

namespace valise::server::net {
namespace {

using base::Result;
using std::chrono_literals::operator""s;
using wire::milliseconds;

// Clients are sent away for a while and then come back one after the other: spread over a time in which as many handshakes are
// easy.
constexpr milliseconds kReconnectAfter = 2s;
constexpr milliseconds kLeastSpread = 5s;
constexpr milliseconds kSpreadPerSession = milliseconds(2);
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

milliseconds up_to(base::Random& random, milliseconds most) {
  std::uint64_t number = 0;
  for (const auto byte : random.array<4>()) number = number << 8 | byte;
  return milliseconds(number % static_cast<std::uint64_t>(most.count() + 1));
}

Refused refused_of(wire::Turned away) {
  switch (away) {
    case wire::Turned::too_many: return Refused::too_many;
    case wire::Turned::handshake: return Refused::handshake;
    case wire::Turned::http: return Refused::http;
  }
  return Refused::http;
}

}  // namespace

Relay::Relay(asio::any_io_executor executor, RelayParts parts, RelayOptions options)
    : executor_(executor),
      options_(std::move(options)),
      store_(parts.store),
      events_(parts.events),
      own_registry_(parts.registry == nullptr ? std::make_unique<metrics::Registry>() : nullptr),
      metrics_(parts.registry == nullptr ? *own_registry_ : *parts.registry),
      tls_(std::move(parts.tls)),
      listen_(std::move(parts.listen)),
      directory_(executor, parts.store, std::move(parts.log_key), options_.log_origin),
      cosigning_(executor, directory_, parts.events, parts.clock, metrics_, options_.cosigning),
      tokens_(parts.random, parts.clock),
      keeper_(options_.quotas, parts.clock),
      acknowledgements_(executor, parts.store, parts.events),
      alerts_(executor,
              {.store = parts.store,
               .directory = directory_,
               .clock = parts.clock,
               .events = parts.events,
               .metrics = metrics_,
               .sender = parts.alert_sender},
              options_.alerts),
      context_{.store = parts.store,
               .attachments = parts.attachments,
               .clock = parts.clock,
               .random = parts.random,
               .events = parts.events,
               .limits = options_.limits,
               .session_limits = options_.session_limits,
               .relay = tls_.relay_id(),
               .directory = directory_,
               .sessions = sessions_,
               .tokens = tokens_,
               .metrics = metrics_,
               .keeper = keeper_,
               .acknowledgements = acknowledgements_,
               .alerts = alerts_,
               .incarnation = options_.incarnation ? base::to_string(*options_.incarnation) : std::string(),
               .directory_public = options_.directory_public},
      attachments_(context_),
      directory_files_(context_),
      sweep_timer_(executor),
      tasks_(executor) {}

Relay::~Relay() { store_.observe(nullptr); }

asio::awaitable<Result<>> Relay::start() {
  if (options_.incarnation) {
    auto enter = [&](store::Completion<> done) {
      store_.enter_incarnation(core::Incarnation(*options_.incarnation), std::move(done));
    };
    auto entered = co_await ask<void>(enter);
    if (!entered) co_return entered;
  }
  auto loaded = co_await directory_.load();
  if (!loaded) co_return loaded;
  if (auto announced = directory_.check_announced(tls_.relay_id()); !announced) co_return announced;
  directory_.on_grown([this](std::span<const base::DeviceId>) {
    sessions_.recheck();
    cosigning_.head_changed();
  });
  directory_.on_served([this] {
    sessions_.log_grew();
    cosigning_.head_changed();
  });
  store_.observe(this);
  auto listener = listen_(executor_, options_.address, options_.port, tls_, options_.listener, *this);
  if (!listener) co_return pass_on(listener);
  listener_ = std::move(*listener);
  const auto demanded = directory_.state().tables().witnesses.threshold;
  const auto known = options_.cosigning.witnesses.size();
  if (known < demanded) {
    events_.write(Severity::warning, "too few witnesses configured",
                  {{"configured", known}, {"demanded", std::uint64_t{demanded}}});
  }
  cosigning_.start();
  alerts_.start();
  tasks_.spawn(sweep_forever());
  tasks_.spawn(catch_up());  // what another process appended between load and observe
  co_return Result<>{};
}

asio::awaitable<void> Relay::drain(milliseconds deadline) {
  draining_ = true;
  events_.write(Severity::info, "draining", {{"sessions", sessions_.size()}});
  listener_->stop();
  metrics_.draining.set(1);
  const auto spread = std::max(kLeastSpread, kSpreadPerSession * static_cast<std::int64_t>(sessions_.size()));
  sessions_.depart_all([&] { return kReconnectAfter + up_to(context_.random, spread); }, deadline);
  asio::steady_timer poll(executor_);
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (sessions_.size() > 0 && std::chrono::steady_clock::now() < until) {
    poll.expires_after(milliseconds(10));
    auto waited = co_await poll.async_wait(kTuple);
    static_cast<void>(waited);
  }
  sessions_.abort_all();
  co_await listener_->finish();
  co_await acknowledgements_.finish();
  store_.observe(nullptr);
  sweep_timer_.cancel();
  co_await tasks_.join();
  co_await alerts_.stop();
  co_await cosigning_.stop();
}

// A bug that shows in one session ends that session only.
asio::awaitable<void> Relay::on_session(std::shared_ptr<wire::Connection> connection) {
  // A session always joins its children, so it is ended through its connection (abort) and never by cancelling its coroutine.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  const auto number = ++session_count_;
  Session session(context_, std::move(connection), number);
  try {
    co_await session.run();
  } catch (const std::exception&) {
    events_.write(Severity::error, "session failed", {{"session", number}});
  }
}

void Relay::on_refused(wire::Turned away) { metrics_.refused(refused_of(away)); }

Result<> Relay::replace_identity(wire::TlsServerContext tls) {
  if (auto announced = directory_.check_announced(tls.relay_id()); !announced) return announced;
  tls_ = std::move(tls);
  context_.relay = tls_.relay_id();
  listener_->replace_identity(tls_);
  return {};
}

// The oldest of the cosignatures that count says how long members have nobody's word but the relay's.
void Relay::look_up() {
  const auto& witnesses = directory_.state().tables().witnesses;
  metrics_.connections.set(listener_ == nullptr ? 0 : static_cast<double>(listener_->connections()));
  metrics_.take_over(keeper_.counters());
  if (listener_ != nullptr) metrics_.take_over(listener_->counters());
  metrics_.log_entries.set(static_cast<double>(directory_.tree().size()));
  metrics_.served_entries.set(static_cast<double>(directory_.served().head().size));
  metrics_.witnesses_demanded.set(witnesses.threshold);
  metrics_.witnesses_configured.set(static_cast<double>(options_.cosigning.witnesses.size()));
  const auto now = std::chrono::duration<double>(context_.clock.now().time_since_epoch());
  const auto quorum = directory::count_cosignatures(directory_.served(), witnesses);
  const auto vouched = quorum ? quorum->vouched_at : std::nullopt;
  if (witnesses.threshold == 0) return metrics_.head_time.set(now.count());
  metrics_.head_time.set(vouched ? static_cast<double>(vouched->time_since_epoch().count()) : 0);
}

asio::awaitable<void> Relay::on_request(wire::HttpExchange& exchange) {
  try {
    if (DirectoryFiles::owns(exchange.request().target)) co_return co_await directory_files_.answer(exchange);
    co_await attachments_.answer(exchange);
  } catch (const std::exception&) {
    events_.write(Severity::error, "http request failed", {});
  }
}

// These are called on a thread of the store. What they post may run when the relay has gone.
void Relay::mailboxes_grew(std::span<const base::DeviceId> devices) {
  std::vector<base::DeviceId> grown(devices.begin(), devices.end());
  asio::post(executor_, [this, alive = std::weak_ptr(alive_), grown = std::move(grown)] {
    if (!alive.expired()) sessions_.mailboxes_grew(grown);
  });
}

void Relay::deliveries_came(std::vector<store::NewDelivery> deliveries) {
  asio::post(executor_, [this, alive = std::weak_ptr(alive_), deliveries = std::move(deliveries)]() mutable {
    if (!alive.expired()) sessions_.deliveries_came(std::move(deliveries));
  });
}

void Relay::log_grew(std::uint64_t size) {
  asio::post(executor_, [this, alive = std::weak_ptr(alive_), size] {
    if (alive.expired() || draining_) return;
    if (size > directory_.tree().size()) tasks_.spawn(catch_up());
  });
}

asio::awaitable<void> Relay::catch_up() {
  const auto caught_up = co_await directory_.catch_up();
  if (!caught_up) events_.write(Severity::error, "directory log unreadable", {{"reason", caught_up.error().code}});
}

asio::awaitable<void> Relay::sweep_forever() {
  while (!draining_) {
    co_await sweep_once();
    sweep_timer_.expires_after(options_.sweep_interval);
    if (draining_) co_return;
    auto waited = co_await sweep_timer_.async_wait(kTuple);
    static_cast<void>(waited);
  }
}

// Bounded steps with other requests between them.
asio::awaitable<void> Relay::sweep_once() {
  auto sweep_store = [this](store::Completion<bool> done) { store_.sweep(std::move(done)); };
  auto sweep_attachments = [this](store::Completion<bool> done) { context_.attachments.sweep(std::move(done)); };
  for (bool more = true; more && !draining_;) {
    const auto messages = co_await ask<bool>(sweep_store);
    const auto files = co_await ask<bool>(sweep_attachments);
    if (!messages || !files) {
      events_.write(Severity::error, "sweep failed", {{"reason", (messages ? files : messages).error().code}});
      co_return;
    }
    more = *messages || *files;
  }
}

}  // namespace valise::server::net
