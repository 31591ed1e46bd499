// RoomGroup: a room with its MLS group, loaded from the store, and the ways in which both are written back together.
#pragma once

#include "client-sdk/client/mls_identity.hpp"
#include "client-sdk/mls/group.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

struct RoomGroup {
  store::Room room;
  v1::RoomState state;
  mls::Group group;

  [[nodiscard]] std::vector<std::string> participants() const;
};

// parse_room_state reads what the group context or the store holds; invalid_value for anything but a RoomState.
[[nodiscard]] Result<v1::RoomState> parse_room_state(base::ByteView bytes);
[[nodiscard]] std::vector<std::string> participants_of(const v1::RoomState& state);

// load_room_group gives the room with its group; room_unknown, left_room, or StoreError if there is no group (yet).
[[nodiscard]] Result<RoomGroup> load_room_group(Context& context, const base::RoomId& id);

// save_epoch writes room and group after a new epoch began; save_ratchets after a message only.
[[nodiscard]] Result<> save_epoch(store::Transaction& tx, const RoomGroup& room);
[[nodiscard]] Result<> save_ratchets(store::Transaction& tx, const RoomGroup& room);

// refresh_cache takes epoch, subject and state from the group into the room's row.
[[nodiscard]] Result<> refresh_cache(RoomGroup& room);

// devices_in gives the devices of the group's members; a credential that is no device id is a bug, for LeafPolicy admits none.
[[nodiscard]] std::set<base::DeviceId> devices_in(const mls::Group& group);

// signer_of gives the signer that groups of this context share.
[[nodiscard]] std::shared_ptr<const mls::Signer> signer_of(const Context& context);

}  // namespace valise::sdk::client
