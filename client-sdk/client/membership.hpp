// Who is in a room: making its group, and keeping the group equal to what the directory says (upkeep).
#pragma once

#include "client-sdk/client/room_change.hpp"

namespace valise::sdk::client {

// kRenewLeaf is how old the own leaf may be in a room where something happens.
inline constexpr auto kRenewLeaf = std::chrono::hours(24);

// open_room makes the group of a planned room with all devices that stand behind its participants and have key packages, and
// creates it at the relay. nobody_ready if no device of anybody else's is among them; key_package_swapped stops before anything
// is encrypted.
[[nodiscard]] asio::awaitable<Result<>> open_room(Context& context, Link link, base::RoomId room);

// upkeep makes one commit if a device is missing in the group, or is in it and should not be, or if the own leaf is older than a
// day. `conflict`: take in what waits and call again. A device that should be in but has no key package is left out until it has
// one.
[[nodiscard]] asio::awaitable<Result<ChangeOutcome>> upkeep(Context& context, Link link, RoomGroup& room);

// bring_about makes one commit of what a room should be: this state, and the devices that belong to it, added as far as they have
// key packages; nothing if it is so already. Guests whose time is over are taken out. RoomRuleErrors where this device may not.
enum class Additions { make, leave_out };
[[nodiscard]] asio::awaitable<Result<ChangeOutcome>> bring_about(Context& context, Link link, RoomGroup& room,
                                                                 v1::RoomState wanted, Additions additions);

// without_past_guests gives the state without the guests whose time is over.
[[nodiscard]] v1::RoomState without_past_guests(v1::RoomState state, base::UnixMillis now);
// belongs says whether this device stands behind a state, as the directory is now.
[[nodiscard]] bool belongs(const Context& context, const v1::RoomState& state);

// needs_upkeep says whether the room differs from what the directory says, and a commit would mend it. leaf_is_old says whether
// the own leaf is to be renewed.
[[nodiscard]] Result<bool> needs_upkeep(Context& context, const RoomGroup& room);
[[nodiscard]] bool leaf_is_old(const Context& context, const RoomGroup& room);

// has_stranger says whether a device is in the group that must not be there now: nothing may be encrypted before it is removed.
[[nodiscard]] bool has_stranger(const Context& context, const RoomGroup& room);

}  // namespace valise::sdk::client
