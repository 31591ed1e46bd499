// Who is in a room: making its group, and keeping the group equal to what the directory says (upkeep).
#pragma once

#include "client-sdk/client/room_change.hpp"

namespace valise::sdk::client {

// open_room makes the group of a planned room with all devices that stand behind its participants and have key packages, and
// creates it at the relay. nobody_ready if no device of anybody else's is among them; key_package_swapped stops before anything
// is encrypted.
[[nodiscard]] asio::awaitable<Result<>> open_room(Context& context, Link link, base::RoomId room);

// upkeep makes one commit if a device is missing in the group, or is in it and should not be, or if the own leaf is older than a
// day. `conflict`: take in what waits and call again. A device that should be in but has no key package is left out until it has
// one.
[[nodiscard]] asio::awaitable<Result<ChangeOutcome>> upkeep(Context& context, Link link, RoomGroup& room);

// has_stranger says whether a device is in the group that must not be there now: nothing may be encrypted before it is removed.
[[nodiscard]] bool has_stranger(const Context& context, const RoomGroup& room);

}  // namespace valise::sdk::client
