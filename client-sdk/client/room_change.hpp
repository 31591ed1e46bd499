// Changes of a room: made as an MLS commit, stored, submitted at the handshake position that was last seen, merged only when the
// relay accepted them. A crash at any point repeats the same commit under the same key.
#pragma once

#include "client-sdk/client/connect.hpp"
#include "client-sdk/client/room_group.hpp"

namespace valise::sdk::client {

enum class ChangeOutcome {
  accepted,
  conflict,  // somebody else's commit came first: take in what waits, then decide anew
};

// Change names the devices that a commit adds and removes, for the relay's fan-out list.
struct Change {
  mls::CommitOptions commit;
  std::vector<base::DeviceId> add;
  std::vector<base::DeviceId> remove;
};

// change_room makes the commit and submits it. On `accepted` the room is in its new epoch, in memory and in the store.
[[nodiscard]] asio::awaitable<Result<ChangeOutcome>> change_room(Context& context, Link link, RoomGroup& room, Change change);

// resolve_pending submits again the commits that an earlier run left without an answer. Must come before any delivery is taken
// in.
[[nodiscard]] asio::awaitable<Result<>> resolve_pending(Context& context, Link link);

}  // namespace valise::sdk::client
