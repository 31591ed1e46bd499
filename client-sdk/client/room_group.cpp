#include "client-sdk/client/room_group.hpp"

#include "client-sdk/client/error.hpp"

namespace valise::sdk::client {
namespace {

struct SavedGroup {
  store::Room room;
  crypto::SecretBytes epoch, ratchets;
};

Result<SavedGroup> read_saved(Context& context, const base::RoomId& id) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<SavedGroup> {
    auto room = tx.rooms().find(id);
    if (!room) return pass_on(room);
    if (!*room) return fail(ClientError::room_unknown);
    if ((*room)->membership == store::Membership::removed) return fail(ClientError::left_room);
    if ((*room)->membership == store::Membership::state_lost) return fail(ClientError::state_lost);
    auto epoch = tx.rooms().load_group(id, store::GroupPart::epoch);
    if (!epoch) return pass_on(epoch);
    auto ratchets = tx.rooms().load_group(id, store::GroupPart::ratchet);
    if (!ratchets) return pass_on(ratchets);
    if (!*epoch || !*ratchets) return fail(store::StoreError::not_found, "group");
    return SavedGroup{.room = std::move(**room), .epoch = std::move(**epoch), .ratchets = std::move(**ratchets)};
  });
}

}  // namespace

std::vector<std::string> participants_of(const v1::RoomState& state) {
  return {state.participants().begin(), state.participants().end()};
}

std::vector<std::string> RoomGroup::participants() const { return participants_of(state); }

Result<v1::RoomState> parse_room_state(base::ByteView bytes) {
  v1::RoomState state;
  if (!state.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fail(store::StoreError::invalid_value, "room state");
  }
  return state;
}

std::shared_ptr<const mls::Signer> signer_of(const Context& context) {
  return std::make_shared<const DeviceSigner>(*context.identity);
}

Result<RoomGroup> load_room_group(Context& context, const base::RoomId& id) {
  auto saved = read_saved(context, id);
  if (!saved) return pass_on(saved);
  auto group = mls::Group::restore(saved->epoch.expose(), saved->ratchets.expose(), signer_of(context));
  if (!group) return pass_on(group);
  auto state = parse_room_state(saved->room.state);
  if (!state) return pass_on(state);
  return RoomGroup{.room = std::move(saved->room), .state = std::move(*state), .group = std::move(*group)};
}

Result<> save_ratchets(store::Transaction& tx, const RoomGroup& room) {
  if (auto put = tx.rooms().put(room.room); !put) return put;
  return tx.rooms().save_group(room.room.id, store::GroupPart::ratchet, room.group.serialize_ratchets());
}

Result<> save_epoch(store::Transaction& tx, const RoomGroup& room) {
  if (auto saved = save_ratchets(tx, room); !saved) return saved;
  return tx.rooms().save_group(room.room.id, store::GroupPart::epoch, room.group.serialize_epoch());
}

Result<> refresh_cache(RoomGroup& room) {
  const mls::Bytes* agreed = room.group.context_extensions().find(mls::ExtensionType::valise_room_state);
  if (agreed == nullptr) return fail(store::StoreError::invalid_value, "room state");
  auto state = parse_room_state(*agreed);
  if (!state) return pass_on(state);
  room.state = std::move(*state);
  room.room.state = *agreed;
  room.room.subject = room.state.subject();
  room.room.epoch = room.group.epoch().value();
  return {};
}

std::set<base::DeviceId> devices_in(const mls::Group& group) {
  std::set<base::DeviceId> out;
  for (const mls::Member& member : group.members()) {
    if (const auto device = device_of(member.credential)) out.insert(*device);
  }
  return out;
}

}  // namespace valise::sdk::client
