// Alerts: channels by requests to the relay, and what it told.
#include "valise/alerts.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/recipients.hpp"
#include "keys/crypto/short_reference.hpp"
#include "valise/forms.hpp"

namespace valise {
namespace {

using base::fail;
using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;
namespace store = sdk::store;
template <class T = void>
using Inner = base::Result<T>;

constexpr std::chrono::milliseconds kTestTimeout{75'000};  // the relay waits for the other side
constexpr std::chrono::milliseconds kDeadline{120'000};

// ---- asking the relay ----

boost::asio::awaitable<Inner<v1::RelayFrame>> request(sdk::client::Link link, v1::ClientFrame frame,
                                                      std::chrono::milliseconds timeout) {
  auto reply = co_await link->request(std::move(frame), timeout);
  if (!reply) co_return pass_on(reply);
  co_return std::move(*reply);
}

Inner<v1::RelayFrame> ask(Client& client, v1::ClientFrame frame, std::chrono::milliseconds timeout = sdk::net::kRequestTimeout) {
  auto& impl = internals(client);
  if (auto enrolled = impl.context().enrolled(); !enrolled) return pass_on(enrolled);
  return impl.over_link<v1::RelayFrame>(
      [&](sdk::client::Link link) { return request(std::move(link), std::move(frame), timeout); }, kDeadline);
}

std::optional<Time> time_of(std::uint64_t millis) { return millis == 0 ? std::nullopt : std::optional(base::from_wire(millis)); }

ChannelView view_of(const v1::AlertChannels::Channel& channel, const std::string& address) {
  return {.id = base::to_hex(base::as_bytes(channel.channel_id())),
          .address = address,
          .kind = channel.kind() == v1::ALERT_CHANNEL_KIND_WEBHOOK ? ChannelKind::webhook : ChannelKind::email,
          .target = channel.target(),
          .set_at = base::from_wire(channel.set_at_ms()),
          .set_by = channel.set_by(),
          .confirmed = time_of(channel.confirmed_at_ms()),
          .last_success = time_of(channel.last_success_ms()),
          .failing_since = time_of(channel.failing_since_ms())};
}

Inner<std::vector<ChannelView>> list(Client& client, std::vector<std::string> addresses) {
  std::vector<ChannelView> out;
  for (const auto& address : addresses) {
    v1::ClientFrame frame;
    frame.mutable_list_alert_channels()->set_address(address);
    auto reply = ask(client, std::move(frame));
    if (!reply) return pass_on(reply);
    for (const auto& channel : reply->alert_channels().channels()) out.push_back(view_of(channel, address));
  }
  return out;
}

Inner<std::vector<ChannelView>> list_own(Client& client, const std::string& address) {
  if (!address.empty()) return list(client, {address});
  const auto& context = internals(client).context();
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  const auto own = sdk::client::own_addresses(context);
  return list(client, {own.begin(), own.end()});
}

// full_id gives the raw id of the one own channel that begins with this prefix.
Inner<std::string> full_id(Client& client, const std::string& prefix) {
  constexpr std::size_t shortest = 4;
  auto channels = list_own(client, {});
  if (!channels) return pass_on(channels);
  std::erase_if(*channels, [&](const ChannelView& channel) { return !channel.id.starts_with(prefix); });
  if (prefix.size() < shortest || channels->empty()) return fail(ClientError::channel_unknown, prefix);
  if (channels->size() > 1) return fail(store::StoreError::ambiguous, prefix);
  return base::to_string(base::parse_hex(channels->front().id).value());
}

template <class Fill>
Inner<> about_channel(Client& client, const std::string& prefix, std::chrono::milliseconds timeout, const Fill& fill) {
  auto id = full_id(client, prefix);
  if (!id) return pass_on(id);
  v1::ClientFrame frame;
  fill(frame, *id);
  auto reply = ask(client, std::move(frame), timeout);
  if (!reply) return pass_on(reply);
  return {};
}

// rejected says what the relay's REJECTED means here.
template <class T>
Inner<T> rejected_as(Inner<T> result, ClientError meaning) {
  if (!result && result.error().code == sdk::net::RelayFailure::rejected) return fail(meaning);
  return result;
}

Inner<AddedChannel> add_channel(Client& client, NewChannel wanted) {
  auto& context = internals(client).context();
  if (wanted.address.empty()) {
    auto post = sdk::client::own_post(context, {});
    if (!post) return pass_on(post);
    wanted.address = *post;
  }
  v1::ClientFrame frame;
  auto& request = *frame.mutable_set_alert_channel();
  request.set_address(wanted.address);
  request.set_kind(wanted.kind == ChannelKind::email ? v1::ALERT_CHANNEL_KIND_EMAIL : v1::ALERT_CHANNEL_KIND_WEBHOOK);
  request.set_target(wanted.target);
  request.set_idempotency_key(context.random.id<base::IdempotencyKey>().string());
  auto reply = ask(client, std::move(frame));
  if (!reply && reply.error().code == sdk::net::RelayFailure::malformed) return fail(ClientError::channel_target_invalid);
  if (!reply) return pass_on(reply);
  const auto& made = reply->alert_channel_set();
  return AddedChannel{.id = base::to_hex(base::as_bytes(made.channel_id())),
                      .secret = base::to_hex(base::as_bytes(made.secret()))};
}

Inner<std::vector<ReachView>> ask_reach(Client& client, const std::vector<std::string>& addresses) {
  constexpr std::size_t at_once = 64;  // docs/PROTOCOL.md, "Limits"
  std::vector<ReachView> out;
  for (std::size_t first = 0; first < addresses.size(); first += at_once) {
    v1::ClientFrame frame;
    const auto last = std::min(first + at_once, addresses.size());
    for (std::size_t i = first; i < last; ++i) frame.mutable_get_reach()->add_addresses(addresses[i]);
    auto reply = ask(client, std::move(frame));
    if (!reply) return pass_on(reply);
    for (const auto& one : reply->reach().addresses()) {
      if (out.size() >= addresses.size() || one.address() != addresses[out.size()]) return fail(ClientError::answer_contradicts);
      const auto state = one.state() == v1::Reach::STATE_WORKS     ? ReachState::works
                         : one.state() == v1::Reach::STATE_FAILING ? ReachState::failing
                                                                   : ReachState::none;
      out.push_back({.address = one.address(), .state = state, .since = time_of(one.since_ms())});
    }
    if (out.size() != last) return fail(ClientError::answer_contradicts);
  }
  return out;
}

Inner<std::vector<ReachView>> ask_who_cannot_be_called(Client& client, const Draft& draft, const std::string& asks) {
  auto& context = internals(client).context();
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  auto asked = sdk::client::asked_of(context, draft, asks);
  if (!asked) return pass_on(asked);
  if (asked->empty()) return std::vector<ReachView>();
  auto reach = ask_reach(client, {*asked});
  if (reach) std::erase_if(*reach, [](const ReachView& one) { return one.state == ReachState::works; });
  return reach;
}

// ---- what was told ----

AlertState state_of(int state) {
  switch (state) {
    case v1::ALERT_STATE_CHANNEL_FAILING: return AlertState::channel_failing;
    case v1::ALERT_STATE_ESCALATED: return AlertState::escalated;
    case v1::ALERT_STATE_OVERDUE: return AlertState::overdue;
    case v1::ALERT_STATE_SETTLED: return AlertState::settled;
    case v1::ALERT_STATE_NOT_RAISED: return AlertState::not_raised;
    case v1::ALERT_STATE_WITHDRAWN: return AlertState::withdrawn;
    default: return AlertState::raised;
  }
}

std::vector<std::string> step_addresses(const Context& context, const store::AlertEvent& event) {
  const auto address = directory::PostAddress::parse(event.post);
  const auto* post = address ? context.directory().post(*address) : nullptr;
  if (post == nullptr || event.step < 1 || event.step > post->details.escalation_size()) return {};
  const auto& step = post->details.escalation(event.step - 1);
  std::vector<std::string> out;
  const auto prefix = address->authority.string() + "/";
  if (!step.post_id().empty()) out.push_back(prefix + step.post_id());
  for (const auto& id : step.officer_ids()) out.push_back(prefix + "@" + id);
  return out;
}

void add_event(const Context& context, const store::AlertEvent& event, AlertView& out) {
  out.reference = event.reference;
  out.post = event.post;
  if (event.acknowledge_by && base::to_wire(*event.acknowledge_by) != 0) out.acknowledge_by = event.acknowledge_by;
  out.events.push_back(
      {.state = state_of(event.state),
       .at = event.at,
       .step = event.step,
       .to = event.state == v1::ALERT_STATE_ESCALATED ? step_addresses(context, event) : std::vector<std::string>(),
       .channels_reached = event.channels_reached,
       .channels_failed = event.channels_failed});
  out.state = out.events.back().state;
}

Inner<AlertView> alert_of_message(Context& context, const std::string& prefix) {
  return context.store.transaction([&](store::Transaction& tx) -> Inner<AlertView> {
    auto message = sdk::client::message_by(tx, prefix);
    if (!message) return pass_on(message);
    AlertView out{.message = base::to_hex(message->id.view()), .room = base::to_hex(message->room.view())};
    if (!message->room_seq) return out;
    out.reference = crypto::short_reference(message->room, *message->room_seq);
    auto events = tx.alert_events().of_message(message->room, *message->room_seq);
    if (!events) return pass_on(events);
    for (const auto& event : *events) add_event(context, event, out);
    return out;
  });
}

Inner<std::vector<AlertView>> calls(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Inner<std::vector<AlertView>> {
    auto events = tx.alert_events().elsewhere();
    if (!events) return pass_on(events);
    std::vector<AlertView> out;
    for (const auto& event : *events) {
      if (event.state == v1::ALERT_STATE_CHANNEL_FAILING) continue;
      auto same = std::ranges::find(out, event.reference, &AlertView::reference);
      if (same == out.end()) same = out.insert(out.end(), AlertView{});
      add_event(context, event, *same);
    }
    return out;
  });
}

}  // namespace

Result<std::vector<ChannelView>> Alerts::channels(const std::string& address) { return publicly(list_own(*client_, address)); }

Result<AddedChannel> Alerts::add(const NewChannel& channel) {
  return publicly(rejected_as(add_channel(*client_, channel), ClientError::channel_not_allowed));
}

Result<> Alerts::test(const std::string& id) {
  auto tested = about_channel(*client_, id, kTestTimeout, [](v1::ClientFrame& frame, const std::string& raw) {
    frame.mutable_test_alert_channel()->set_channel_id(raw);
  });
  return publicly(rejected_as(std::move(tested), ClientError::channel_test_failed));
}

Result<> Alerts::confirm(const std::string& id, const std::string& code) {
  auto confirmed = about_channel(*client_, id, sdk::net::kRequestTimeout, [&](v1::ClientFrame& frame, const std::string& raw) {
    frame.mutable_confirm_alert_channel()->set_channel_id(raw);
    frame.mutable_confirm_alert_channel()->set_code(code);
  });
  if (!confirmed && confirmed.error().code == sdk::net::RelayFailure::expired) {
    return publicly(Inner<>(fail(ClientError::channel_code_used_up)));
  }
  return publicly(rejected_as(std::move(confirmed), ClientError::channel_code_wrong));
}

Result<> Alerts::remove(const std::string& id) {
  return publicly(about_channel(*client_, id, sdk::net::kRequestTimeout, [](v1::ClientFrame& frame, const std::string& raw) {
    frame.mutable_remove_alert_channel()->set_channel_id(raw);
  }));
}

Result<std::vector<ReachView>> Alerts::reach(const std::vector<std::string>& addresses) {
  return publicly(ask_reach(*client_, addresses));
}

Result<std::vector<ReachView>> Alerts::cannot_be_called(const Draft& draft, const std::string& asks) {
  return publicly(ask_who_cannot_be_called(*client_, draft, asks));
}

Result<std::vector<ReachView>> Alerts::cannot_be_called(const FormDraft& draft) {
  return cannot_be_called(Draft{.to = draft.to,
                                .room = draft.room,
                                .in_reply_to = draft.predecessor,
                                .from = draft.from,
                                .subject = {},
                                .text = {},
                                .acknowledge_by = {},
                                .handling = {},
                                .files = {},
                                .file_names = {}},
                          draft.asks);
}

Result<AlertView> Alerts::alert_of(const std::string& message) {
  return publicly(alert_of_message(internals(*client_).context(), message));
}

Result<std::vector<AlertView>> Alerts::called_in() { return publicly(calls(internals(*client_).context())); }

}  // namespace valise
