#include "client-sdk/client/membership.hpp"

#include <algorithm>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/key_packages.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/client/state_loss.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
constexpr auto kLeafLifetime = 84 * 24h;

std::set<base::DeviceId> difference(const std::set<base::DeviceId>& a, const std::set<base::DeviceId>& b) {
  std::set<base::DeviceId> out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

struct Difference {
  std::set<base::DeviceId> missing;
  std::set<base::DeviceId> strangers;
  std::set<base::DeviceId> lost;  // members who cannot follow any more
};

Difference compare(const Context& context, const mls::Group& group, const v1::RoomState& state) {
  const auto wanted = members_of(context.directory(), without_past_guests(state, context.clock.now()));
  const auto present = devices_in(group);
  Difference out{.missing = difference(wanted, present), .strangers = difference(present, wanted), .lost = {}};
  out.strangers.erase(context.device());  // one cannot remove oneself; others do
  return out;
}

// Who has to be brought back, as far as they still belong here.
Result<std::set<base::DeviceId>> lost_members(Context& context, const RoomGroup& room, const Difference& difference) {
  auto known = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().lost_members(room.room.id); });
  if (!known) return pass_on(known);
  std::set<base::DeviceId> out;
  const auto present = devices_in(room.group);
  for (const base::DeviceId& device : *known) {
    const bool here = present.contains(device) && !difference.strangers.contains(device) && device != context.device();
    if (here) out.insert(device);
  }
  return out;
}

Change change_of(const RoomGroup& room, std::vector<ClaimedPackage> additions, const std::set<base::DeviceId>& strangers) {
  Change out;
  std::set<base::DeviceId> leaving = strangers;
  for (ClaimedPackage& claimed : additions) {
    out.add.push_back(claimed.device);
    leaving.insert(claimed.device);  // with an old leaf, if it has one
    out.commit.adds.push_back(std::move(claimed.package));
  }
  for (const mls::Member& member : room.group.members()) {
    const auto device = device_of(member.credential);
    if (!device || !leaving.contains(*device)) continue;
    out.remove.push_back(*device);
    out.commit.removes.push_back(member.index);
  }
  return out;
}

// The state in the next epoch, and with it the head that says under which directory people came and went.
void set_state(const Context& context, const RoomGroup& room, v1::RoomState state, Change& change) {
  const bool people = !change.add.empty() || !change.remove.empty();
  if (!people && state.SerializeAsString() == room.state.SerializeAsString()) return;
  state.set_head_size(context.log.head().size);
  mls::Extensions extensions = room.group.context_extensions();
  extensions.set(mls::ExtensionType::valise_room_state, base::to_bytes(state.SerializeAsString()));
  change.commit.context_extensions = std::move(extensions);
}

Result<RoomGroup> new_group(Context& context, store::Room room) {
  auto state = parse_room_state(room.state);
  if (!state) return pass_on(state);
  state->set_head_size(context.log.head().size);
  room.state = base::to_bytes(state->SerializeAsString());
  const base::UnixMillis now = context.clock.now();
  mls::CreateOptions options{.cipher_suite = room_suite().id(),
                             .group_id = base::to_bytes(room.id.view()),
                             .credential = credential_of(context.device())};
  options.lifetime = {.not_before = static_cast<std::uint64_t>(to_seconds(now - kRenewLeaf).time_since_epoch().count()),
                      .not_after = static_cast<std::uint64_t>(to_seconds(now + kLeafLifetime).time_since_epoch().count())};
  options.context_extensions.set(mls::ExtensionType::valise_room_state, room.state);
  auto group = mls::Group::create(options, signer_of(context), context.random);
  if (!group) return pass_on(group);
  return RoomGroup{.room = std::move(room), .state = std::move(*state), .group = std::move(*group)};
}

Result<store::Room> planned(Context& context, base::RoomId id) {
  auto room = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().find(id); });
  if (!room) return pass_on(room);
  if (!*room) return fail(ClientError::room_unknown);
  return std::move(**room);
}

// Somebody besides the own authority must be able to read: a room with oneself alone is not what the person wanted, unless it is
// the own post's, whose colleagues are yet to come.
bool reaches_others(const Context& context, const RoomGroup& room, const std::vector<ClaimedPackage>& claimed) {
  const auto own = own_addresses(context);
  std::vector<std::string> others;
  for (const std::string& address : room.participants()) {
    if (!own.contains(address)) others.push_back(address);
  }
  const auto wanted = devices_of(context.directory(), others.empty() ? room.participants() : others);
  if (others.empty() && wanted == std::set{context.device()}) return true;
  return std::ranges::any_of(claimed, [&](const ClaimedPackage& package) { return wanted.contains(package.device); });
}

}  // namespace

v1::RoomState without_past_guests(v1::RoomState state, base::UnixMillis now) {
  auto& guests = *state.mutable_guests();
  const auto past = std::ranges::remove_if(guests, [&](const v1::Guest& guest) { return is_over(guest, now); });
  guests.erase(past.begin(), past.end());
  return state;
}

bool has_stranger(const Context& context, const RoomGroup& room) {
  return !compare(context, room.group, room.state).strangers.empty();
}

bool leaf_is_old(const Context& context, const RoomGroup& room) {
  return belongs(context, room.state) && context.clock.now() - room.room.own_update_at >= kRenewLeaf;
}

Result<bool> needs_upkeep(Context& context, const RoomGroup& room) {
  if (!belongs(context, room.state)) return false;
  const v1::RoomState next = without_past_guests(room.state, context.clock.now());
  const Difference difference = compare(context, room.group, next);
  auto lost = lost_members(context, room, difference);
  if (!lost) return pass_on(lost);
  return !lost->empty() || !difference.missing.empty() || !difference.strangers.empty() ||
         next.guests_size() != room.state.guests_size();
}

bool belongs(const Context& context, const v1::RoomState& state) {
  return members_of(context.directory(), without_past_guests(state, context.clock.now())).contains(context.device());
}

asio::awaitable<Result<>> open_room(Context& context, Link link, base::RoomId id) {
  auto plan = planned(context, id);
  if (!plan) co_return pass_on(plan);
  auto room = new_group(context, std::move(*plan));
  if (!room) co_return pass_on(room);
  auto claimed = co_await claim(context, link, compare(context, room->group, room->state).missing);
  if (!claimed) co_return pass_on(claimed);
  if (!reaches_others(context, *room, *claimed)) co_return fail(ClientError::nobody_ready);
  auto outcome = co_await change_room(context, link, *room, change_of(*room, std::move(*claimed), {}));
  if (!outcome) co_return pass_on(outcome);
  // Room ids are random: a conflict means that the relay has a room under an id that nobody else can know.
  if (*outcome == ChangeOutcome::conflict) co_return fail(ClientError::answer_contradicts, "new room");
  co_return Result<>{};
}

asio::awaitable<Result<ChangeOutcome>> bring_about(Context& context, Link link, RoomGroup& room, v1::RoomState wanted,
                                                   Additions additions) {
  const v1::RoomState next = without_past_guests(std::move(wanted), context.clock.now());
  Difference difference = compare(context, room.group, next);
  std::vector<ClaimedPackage> claimed;
  if (additions == Additions::make) {
    auto lost = lost_members(context, room, difference);
    if (!lost) co_return pass_on(lost);
    difference.missing.insert(lost->begin(), lost->end());
    auto packages = co_await claim(context, link, difference.missing);
    if (!packages) co_return pass_on(packages);
    claimed = std::move(*packages);
  }
  Change change = change_of(room, std::move(claimed), difference.strangers);
  set_state(context, room, next, change);
  const bool nothing =
      change.add.empty() && change.remove.empty() && !change.commit.context_extensions && !leaf_is_old(context, room);
  if (nothing) co_return ChangeOutcome::accepted;
  co_return co_await change_room(context, link, room, std::move(change));
}

asio::awaitable<Result<ChangeOutcome>> upkeep(Context& context, Link link, RoomGroup& room) {
  // Who is on the way out changes nothing any more: others take this device out.
  if (!belongs(context, room.state)) co_return ChangeOutcome::accepted;
  auto doubtful = is_doubtful(context, room.room.id);
  if (!doubtful) co_return pass_on(doubtful);
  if (*doubtful) co_return ChangeOutcome::accepted;
  co_return co_await bring_about(context, link, room, room.state, Additions::make);
}

}  // namespace valise::sdk::client
