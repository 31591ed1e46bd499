#include "client-sdk/client/membership.hpp"

#include <algorithm>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/key_packages.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
constexpr auto kRenewLeaf = 24h;
constexpr auto kLeafLifetime = 84 * 24h;

std::set<base::DeviceId> difference(const std::set<base::DeviceId>& a, const std::set<base::DeviceId>& b) {
  std::set<base::DeviceId> out;
  std::ranges::set_difference(a, b, std::inserter(out, out.end()));
  return out;
}

struct Difference {
  std::set<base::DeviceId> missing;
  std::set<base::DeviceId> strangers;
};

Difference compare(const Context& context, const RoomGroup& room) {
  const auto wanted = devices_of(context.directory(), room.participants());
  const auto present = devices_in(room.group);
  Difference out{.missing = difference(wanted, present), .strangers = difference(present, wanted)};
  out.strangers.erase(context.device());  // one cannot remove oneself; others do
  return out;
}

Change change_of(const RoomGroup& room, std::vector<ClaimedPackage> additions, const std::set<base::DeviceId>& strangers) {
  Change out;
  for (ClaimedPackage& claimed : additions) {
    out.add.push_back(claimed.device);
    out.commit.adds.push_back(std::move(claimed.package));
  }
  for (const mls::Member& member : room.group.members()) {
    const auto device = device_of(member.credential);
    if (!device || !strangers.contains(*device)) continue;
    out.remove.push_back(*device);
    out.commit.removes.push_back(member.index);
  }
  return out;
}

Result<RoomGroup> new_group(Context& context, store::Room room) {
  auto state = parse_room_state(room.state);
  if (!state) return pass_on(state);
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

bool has_stranger(const Context& context, const RoomGroup& room) { return !compare(context, room).strangers.empty(); }

asio::awaitable<Result<>> open_room(Context& context, Link link, base::RoomId id) {
  auto plan = planned(context, id);
  if (!plan) co_return pass_on(plan);
  auto room = new_group(context, std::move(*plan));
  if (!room) co_return pass_on(room);
  auto claimed = co_await claim(context, link, compare(context, *room).missing);
  if (!claimed) co_return pass_on(claimed);
  if (!reaches_others(context, *room, *claimed)) co_return fail(ClientError::nobody_ready);
  auto outcome = co_await change_room(context, link, *room, change_of(*room, std::move(*claimed), {}));
  if (!outcome) co_return pass_on(outcome);
  // Room ids are random: a conflict means that the relay has a room under an id that nobody else can know.
  if (*outcome == ChangeOutcome::conflict) co_return fail(ClientError::answer_contradicts, "new room");
  co_return Result<>{};
}

asio::awaitable<Result<ChangeOutcome>> upkeep(Context& context, Link link, RoomGroup& room) {
  const Difference difference = compare(context, room);
  auto claimed = co_await claim(context, link, difference.missing);
  if (!claimed) co_return pass_on(claimed);
  const bool renew = context.clock.now() - room.room.own_update_at >= kRenewLeaf;
  if (claimed->empty() && difference.strangers.empty() && !renew) co_return ChangeOutcome::accepted;
  co_return co_await change_room(context, link, room, change_of(room, std::move(*claimed), difference.strangers));
}

}  // namespace valise::sdk::client
