#include "server/net/alert_service.hpp"

#include <boost/asio/as_tuple.hpp>

#include "keys/crypto/short_reference.hpp"
#include "server/net/ask.hpp"

namespace valise::server::net {
namespace {

using base::Result;
using std::chrono::milliseconds;
using std::chrono::minutes;
using Kind = core::AlertEvent::Kind;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kAtOnce = 64;
constexpr milliseconds kSelfTestRound = std::chrono::hours(1);
constexpr std::size_t kSelfTestsAtOnce = 16;
constexpr std::uint32_t kSendsInWindow = 12;
constexpr milliseconds kSendWindow = minutes(10);
constexpr std::size_t kMostTold = 256;

v1::AlertState state_of(Kind kind) {
  switch (kind) {
    case Kind::raised: return v1::ALERT_STATE_RAISED;
    case Kind::escalated: return v1::ALERT_STATE_ESCALATED;
    case Kind::overdue: return v1::ALERT_STATE_OVERDUE;
    case Kind::settled: return v1::ALERT_STATE_SETTLED;
    case Kind::not_raised: return v1::ALERT_STATE_NOT_RAISED;
    case Kind::withdrawn: return v1::ALERT_STATE_WITHDRAWN;
  }
  return v1::ALERT_STATE_UNSPECIFIED;
}

base::Bytes bytes_of(const v1::Alert& alert) { return base::to_bytes(alert.SerializeAsString()); }

}  // namespace

AlertService::AlertService(asio::any_io_executor executor, AlertParts parts, AlertOptions options)
    : executor_(executor), parts_(parts), options_(options), timer_(executor), tasks_(executor) {}

void AlertService::start() { tasks_.spawn(run()); }

void AlertService::wake() {
  woken_ = true;
  timer_.cancel();
}

asio::awaitable<void> AlertService::stop() {
  stopping_ = true;
  timer_.cancel();
  co_await tasks_.join();
}

asio::awaitable<void> AlertService::run() {
  while (!stopping_) {
    woken_ = false;
    const auto wait = co_await handle_due();
    co_await self_tests();
    co_await look_up();
    if (stopping_) co_return;
    if (woken_) continue;
    timer_.expires_after(wait);
    auto waited = co_await timer_.async_wait(kTuple);
    static_cast<void>(waited);
  }
}

asio::awaitable<milliseconds> AlertService::handle_due() {
  auto start = [this](store::Completion<store::DueAlerts> done) { parts_.store.due_alerts(kAtOnce, std::move(done)); };
  auto due = co_await ask<store::DueAlerts>(start);
  if (!due) {
    parts_.events.write(Severity::error, "alerts unreadable", {{"reason", due.error().code}});
    co_return options_.look;
  }
  for (auto& alert : due->alerts) {
    if (under_way_.size() < kAtOnce && under_way_.insert(alert.id).second) tasks_.spawn(handle(std::move(alert), due->now));
  }
  co_return due->next_at ? std::clamp(*due->next_at - due->now, milliseconds(1), options_.look) : options_.look;
}

asio::awaitable<void> AlertService::handle(core::Alert alert, base::UnixMillis now) {
  const auto plan = core::plan_alert(alert, chain_of(alert.post), now, options_.policy);
  const auto tally = co_await alert_channels(plan, alert, now);
  store::AlertAdvance advance{
      .id = alert.id, .version = alert.version, .next = plan.next, .tell = tellings(alert, plan, tally, now)};
  auto start = [&](store::Completion<bool> done) { parts_.store.advance_alert(std::move(advance), std::move(done)); };
  const auto advanced = co_await ask<bool>(start);
  under_way_.erase(alert.id);
  if (!advanced) {
    parts_.events.write(Severity::error, "alert not kept", {{"reason", advanced.error().code}});
    co_return;  // looked at again in a while
  }
  wake();  // what comes next may be near, or it was answered meanwhile
}

// ---- channels ----

asio::awaitable<AlertService::Tally> AlertService::alert_channels(const core::AlertPlan& plan, const core::Alert& alert,
                                                                  base::UnixMillis now) {
  if (plan.alert.empty() || parts_.sender == nullptr) co_return Tally{};
  auto start = [&](store::Completion<std::vector<core::Channel>> done) { parts_.store.channels_of(plan.alert, std::move(done)); };
  auto channels = co_await ask<std::vector<core::Channel>>(start);
  if (!channels) co_return Tally{};
  auto tally = std::make_shared<Tally>();
  auto ended = std::make_shared<wire::Signal>(executor_);
  for (auto& channel : *channels) {
    if (!channel.confirmed_at || !may_send(channel.id)) continue;
    alert::Message message{.kind = alert::Message::Kind::alert,
                           .address = channel.address,
                           .at = now,
                           .urgency = alert.urgency,
                           .post = alert.post,
                           .deadline = alert.acknowledge_by,
                           .overdue = plan.next && plan.next->overdue,
                           .reference = crypto::short_reference(alert.room, alert.room_seq),
                           .round = std::max(plan.next ? plan.next->rounds : 1U, 1U),
                           .code = {}};
    ++tally->under_way;
    tasks_.spawn(deliver_counted(std::move(channel), std::move(message), tally, ended));
  }
  while (tally->under_way > 0) co_await ended->wait();
  co_return *tally;
}

asio::awaitable<void> AlertService::deliver_counted(core::Channel channel, alert::Message message, std::shared_ptr<Tally> tally,
                                                    std::shared_ptr<wire::Signal> ended) {
  const auto sent = co_await deliver(std::move(channel), std::move(message));
  ++(sent ? tally->reached : tally->failed);
  --tally->under_way;
  ended->notify();
}

asio::awaitable<Result<>> AlertService::deliver(core::Channel channel, alert::Message message) {
  if (parts_.sender == nullptr) co_return base::fail(alert::AlertError::not_configured);
  const auto now = message.at;
  auto send = [&](store::Completion<> done) {
    parts_.sender->send({.kind = channel.kind, .address = channel.target, .secret = channel.secret}, std::move(message),
                        std::move(done));
  };
  auto sent = co_await ask<void>(send);
  (sent ? parts_.metrics.alerts_sent : parts_.metrics.alerts_failed).add();
  auto mark = [&](store::Completion<bool> done) {
    parts_.store.mark_channel({.id = channel.id, .taken = sent.has_value(), .tell = failing_news(channel, now)}, std::move(done));
  };
  auto marked = co_await ask<bool>(mark);
  if (!sent) parts_.events.write(Severity::warning, "alert channel failed", {{"reason", sent.error().code}});
  if (!marked) co_return pass_on(marked);
  co_return sent;
}

bool AlertService::may_send(const core::ChannelId& id) {
  const auto now = parts_.clock.monotonic();
  std::erase_if(sent_, [&](const auto& item) { return now - item.second.since >= kSendWindow; });
  auto& sent = sent_.try_emplace(id, Sent{.since = now}).first->second;
  return ++sent.count <= kSendsInWindow;
}

asio::awaitable<void> AlertService::self_tests() {
  const auto now = parts_.clock.monotonic();
  if (parts_.sender == nullptr || (last_self_tests_ && now - *last_self_tests_ < kSelfTestRound)) co_return;
  last_self_tests_ = now;
  auto start = [this](store::Completion<std::vector<core::Channel>> done) {
    parts_.store.idle_channels(options_.self_test, kSelfTestsAtOnce, std::move(done));
  };
  auto channels = co_await ask<std::vector<core::Channel>>(start);
  if (!channels) co_return;
  auto tally = std::make_shared<Tally>();
  auto ended = std::make_shared<wire::Signal>(executor_);
  for (auto& channel : *channels) {
    alert::Message message{.kind = alert::Message::Kind::self_test, .address = channel.address, .at = parts_.clock.now()};
    ++tally->under_way;
    tasks_.spawn(deliver_counted(std::move(channel), std::move(message), tally, ended));
  }
}

asio::awaitable<void> AlertService::look_up() {
  auto start = [this](store::Completion<store::AlertCounts> done) { parts_.store.count_alerts(std::move(done)); };
  const auto counts = co_await ask<store::AlertCounts>(start);
  if (!counts) co_return;
  parts_.metrics.alerts_open.set(static_cast<double>(counts->open));
  parts_.metrics.alerts_overdue.set(static_cast<double>(counts->overdue));
  parts_.metrics.alert_channels.set(static_cast<double>(counts->channels));
  parts_.metrics.alert_channels_failing.set(static_cast<double>(counts->channels_failing));
}

// ---- what the directory says ----

core::Chain AlertService::chain_of(const std::string& post) const {
  core::Chain out;
  const auto address = directory::PostAddress::parse(post);
  const auto* there = address ? parts_.directory.state().post(*address) : nullptr;
  if (there == nullptr) return out;
  const auto prefix = address->authority.string() + "/";
  for (const auto& step : there->details.escalation()) {
    core::ChainStep one{.after = minutes(step.after_minutes()), .addresses = {}};
    if (!step.post_id().empty()) one.addresses.push_back(prefix + step.post_id());
    for (const auto& id : step.officer_ids()) one.addresses.push_back(prefix + "@" + id);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<base::DeviceId> AlertService::devices_at(const std::vector<std::string>& addresses) const {
  std::vector<base::DeviceId> out;
  for (const auto& text : addresses) {
    const auto post = directory::PostAddress::parse(text);
    const auto officer = directory::OfficerAddress::parse(text);
    const auto& state = parts_.directory.state();
    const auto devices = post ? state.devices_of(*post) : officer ? state.devices_of(*officer) : std::vector<base::DeviceId>();
    out.insert(out.end(), devices.begin(), devices.end());
  }
  std::ranges::sort(out);
  const auto twice = std::ranges::unique(out);
  out.erase(twice.begin(), twice.end());
  return out;
}

// Of those in the room: the sender's authority, and the post.
std::vector<base::DeviceId> AlertService::concerned(const core::Alert& alert) const {
  const auto& state = parts_.directory.state();
  const auto post = devices_at({alert.post});
  const auto* sender = state.device(alert.sender);
  std::vector<base::DeviceId> out{alert.sender};
  for (const auto& member : alert.members) {
    const auto* device = state.device(member);
    const bool colleague = device != nullptr && sender != nullptr && device->officer.authority == sender->officer.authority;
    if (member != alert.sender && (colleague || std::ranges::binary_search(post, member))) out.push_back(member);
  }
  if (out.size() > kMostTold) out.resize(kMostTold);
  return out;
}

// ---- what members are told ----

std::vector<store::AlertTelling> AlertService::tellings(const core::Alert& alert, const core::AlertPlan& plan, const Tally& tally,
                                                        base::UnixMillis now) const {
  std::vector<store::AlertTelling> out;
  const auto inside = plan.events.empty() ? std::vector<base::DeviceId>() : concerned(alert);
  for (const auto& event : plan.events) {
    v1::Alert body;
    body.set_state(state_of(event.kind));
    body.set_post(alert.post);
    body.set_at_ms(base::to_wire(now));
    body.set_acknowledge_by_ms(base::to_wire(alert.acknowledge_by));
    body.set_urgency(static_cast<v1::Urgency>(alert.urgency));
    body.set_reference(crypto::short_reference(alert.room, alert.room_seq));
    body.set_step(event.step);
    body.set_channels_reached(tally.reached);
    body.set_channels_failed(tally.failed);
    // Those to whom it was escalated and who are not in the room are not told which room it is.
    if (event.kind == Kind::escalated) {
      auto outside = devices_at(event.addresses);
      std::erase_if(outside, [&](const auto& device) { return std::ranges::find(inside, device) != inside.end(); });
      if (outside.size() > kMostTold) outside.resize(kMostTold);
      out.push_back({.devices = std::move(outside), .with_room = false, .body = bytes_of(body)});
    }
    body.set_room_seq(alert.room_seq.value());
    out.push_back({.devices = inside, .with_room = true, .body = bytes_of(body)});
  }
  return out;
}

store::AlertTelling AlertService::failing_news(const core::Channel& channel, base::UnixMillis now) const {
  v1::Alert body;
  body.set_state(v1::ALERT_STATE_CHANNEL_FAILING);
  body.set_post(channel.address);
  body.set_at_ms(base::to_wire(now));
  auto devices = devices_at({channel.address});
  if (devices.size() > kMostTold) devices.resize(kMostTold);
  return {.devices = std::move(devices), .with_room = false, .body = bytes_of(body)};
}

}  // namespace valise::server::net
