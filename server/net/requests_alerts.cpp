// Alert channels (docs/PROTOCOL.md, "Alerts"): set and seen by the officers of a post, or by an officer for himself; whether
// somebody can be reached, by every device.
#include "server/net/alert_service.hpp"
#include "server/net/ask.hpp"
#include "server/net/requests.hpp"

namespace valise::server::net {
namespace {

using core::Channel;

constexpr int kReachAtOnce = 64;

v1::RelayFrame done_frame() {
  v1::RelayFrame frame;
  frame.mutable_done();
  return frame;
}

// speaks_for: the device's officer is on the roster of that post, or is that officer.
bool speaks_for(const directory::DirectoryState& state, const base::DeviceId& id, const std::string& address) {
  const auto* device = state.device(id);
  if (device == nullptr) return false;
  if (const auto officer = directory::OfficerAddress::parse(address)) return device->officer == *officer;
  const auto post = directory::PostAddress::parse(address);
  return post && state.active(*post) &&
         std::ranges::find(state.post(*post)->roster, device->officer) != state.post(*post)->roster.end();
}

bool is_address(const std::string& text) {
  return directory::PostAddress::parse(text).has_value() || directory::OfficerAddress::parse(text).has_value();
}

// Eight digits, so that they can be read out over the telephone.
std::string new_code(base::Random& random) {
  std::uint64_t number = 0;
  for (const auto byte : random.array<8>()) number = number << 8 | byte;
  auto digits = std::to_string(number % 100'000'000);
  return std::string(8 - digits.size(), '0') + digits;
}

std::optional<Channel> parse_channel(base::Random& random, const base::DeviceId& device, v1::SetAlertChannel& request) {
  const auto id = core::ChannelId::parse(request.idempotency_key());
  const bool email = request.kind() == v1::ALERT_CHANNEL_KIND_EMAIL;
  const bool webhook = request.kind() == v1::ALERT_CHANNEL_KIND_WEBHOOK;
  const bool shape = email     ? core::is_email(request.target())
                     : webhook ? core::parse_webhook_url(request.target()).has_value()
                               : false;
  if (!id || !shape || !is_address(request.address())) return std::nullopt;
  Channel out{.id = *id,
              .address = request.address(),
              .kind = email ? core::ChannelKind::email : core::ChannelKind::webhook,
              .target = request.target(),
              .set_by = device};
  if (webhook) {
    const auto secret = random.array<32>();
    out.secret.assign(secret.begin(), secret.end());
  }
  return out;
}

void fill(v1::AlertChannels::Channel& out, const Channel& channel, const directory::DirectoryState& state) {
  const auto time = [](const std::optional<base::UnixMillis>& at) { return at ? base::to_wire(*at) : 0; };
  out.set_channel_id(channel.id.string());
  out.set_kind(static_cast<v1::AlertChannelKind>(channel.kind));
  out.set_target(channel.target);
  out.set_set_at_ms(base::to_wire(channel.set_at));
  out.set_confirmed_at_ms(time(channel.confirmed_at));
  out.set_last_success_ms(time(channel.last_success));
  out.set_failing_since_ms(time(channel.failing_since));
  if (const auto* device = state.device(channel.set_by)) out.set_set_by(device->officer.string());
}

}  // namespace

// own_channel gives a channel of an address that the device speaks for; not_found whatever is wrong, so that nobody learns ids.
asio::awaitable<base::Result<core::Channel>> Requests::own_channel(base::DeviceId device, std::string id) {
  const auto parsed = core::ChannelId::parse(id);
  if (!parsed) co_return base::fail(core::Refusal::malformed, "channel id");
  auto start = [&](store::Completion<std::optional<Channel>> done) { relay_.store.find_channel(*parsed, std::move(done)); };
  auto found = co_await ask<std::optional<Channel>>(start);
  if (!found) co_return pass_on(found);
  if (!*found || !speaks_for(relay_.directory.state(), device, (*found)->address)) {
    co_return base::fail(core::Refusal::not_found, "channel");
  }
  co_return std::move(**found);
}

Answer Requests::set_alert_channel(base::DeviceId device, v1::SetAlertChannel request) {
  auto channel = parse_channel(relay_.random, device, request);
  if (!channel) co_return failure(v1::FAILURE_CODE_MALFORMED);
  if (!speaks_for(relay_.directory.state(), device, channel->address)) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
  const auto* sender = relay_.alerts.sender();
  if (sender == nullptr || !sender->check(channel->kind, channel->target)) co_return failure(v1::FAILURE_CODE_REJECTED);
  auto start = [&](store::Completion<Channel> done) { relay_.store.put_channel(std::move(*channel), std::move(done)); };
  auto kept = co_await ask<Channel>(start);
  if (!kept) co_return failure_of(kept.error());
  v1::RelayFrame frame;
  frame.mutable_alert_channel_set()->set_channel_id(kept->id.string());
  frame.mutable_alert_channel_set()->set_secret(base::to_string(kept->secret));
  co_return frame;
}

Answer Requests::list_alert_channels(base::DeviceId device, v1::ListAlertChannels request) {
  if (!speaks_for(relay_.directory.state(), device, request.address())) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
  auto start = [&](store::Completion<std::vector<Channel>> done) {
    relay_.store.channels_of({request.address()}, std::move(done));
  };
  auto channels = co_await ask<std::vector<Channel>>(start);
  if (!channels) co_return failure_of(channels.error());
  v1::RelayFrame frame;
  auto& out = *frame.mutable_alert_channels();
  for (const auto& channel : *channels) fill(*out.add_channels(), channel, relay_.directory.state());
  co_return frame;
}

Answer Requests::test_alert_channel(base::DeviceId device, v1::TestAlertChannel request) {
  auto channel = co_await own_channel(device, request.channel_id());
  if (!channel) co_return failure_of(channel.error());
  const auto code = new_code(relay_.random);
  auto begin = [&](store::Completion<Channel> done) { relay_.store.begin_channel_test(channel->id, code, std::move(done)); };
  auto begun = co_await ask<Channel>(begin);
  if (!begun) co_return failure_of(begun.error());
  const bool confirmed = begun->confirmed_at.has_value();
  alert::Message message{.kind = confirmed ? alert::Message::Kind::self_test : alert::Message::Kind::test,
                         .address = begun->address,
                         .at = relay_.clock.now(),
                         .code = confirmed ? std::string() : code};
  const auto sent = co_await relay_.alerts.deliver(std::move(*begun), std::move(message));
  co_return sent ? done_frame() : failure(v1::FAILURE_CODE_REJECTED);
}

Answer Requests::confirm_alert_channel(base::DeviceId device, v1::ConfirmAlertChannel request) {
  auto channel = co_await own_channel(device, request.channel_id());
  if (!channel) co_return failure_of(channel.error());
  auto start = [&](store::Completion<bool> done) {
    relay_.store.confirm_channel(channel->id, std::move(*request.mutable_code()), std::move(done));
  };
  const auto right = co_await ask<bool>(start);
  if (!right) co_return failure_of(right.error());
  co_return *right ? done_frame() : failure(v1::FAILURE_CODE_REJECTED);
}

Answer Requests::remove_alert_channel(base::DeviceId device, v1::RemoveAlertChannel request) {
  auto channel = co_await own_channel(device, request.channel_id());
  if (!channel) co_return failure_of(channel.error());
  auto start = [&](store::Completion<> done) { relay_.store.remove_channel(channel->id, std::move(done)); };
  auto removed = co_await ask<void>(start);
  co_return removed ? done_frame() : failure_of(removed.error());
}

Answer Requests::get_reach(v1::GetReach request) {
  if (request.addresses_size() > kReachAtOnce) co_return failure(v1::FAILURE_CODE_QUOTA);
  std::vector<std::string> addresses(request.addresses().begin(), request.addresses().end());
  if (!std::ranges::all_of(addresses, is_address)) co_return failure(v1::FAILURE_CODE_MALFORMED);
  auto start = [&](store::Completion<std::vector<Channel>> done) { relay_.store.channels_of(addresses, std::move(done)); };
  auto channels = co_await ask<std::vector<Channel>>(start);
  if (!channels) co_return failure_of(channels.error());
  v1::RelayFrame frame;
  auto& out = *frame.mutable_reach();
  for (const auto& address : addresses) {
    std::vector<Channel> own;
    std::ranges::copy_if(*channels, std::back_inserter(own), [&](const Channel& channel) { return channel.address == address; });
    const auto reach = core::reach_of(own);
    auto& one = *out.add_addresses();
    one.set_address(address);
    one.set_state(static_cast<v1::Reach::State>(reach.state));
    if (reach.since) one.set_since_ms(base::to_wire(*reach.since));
  }
  co_return frame;
}

}  // namespace valise::server::net
