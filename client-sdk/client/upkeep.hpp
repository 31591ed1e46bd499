// Upkeep: keeping all rooms equal to what the directory says, by whichever device is online first. Devices that come or go,
// guests whose time is over, members who lost their place, and the own leaf, renewed daily in rooms where something happens.
#pragma once

#include "client-sdk/client/send_queue.hpp"

namespace valise::sdk::client {

// How much one pass may do, so that a visit ends: what is left is done by the next, or by others.
inline constexpr std::size_t kMostUpkeepCommits = 16;

// keep_rooms_up makes at most one commit per room that needs one, and gives their number. Where somebody else was first there is
// nothing left to do, and nothing is done twice. Rooms that cannot be changed now are left as they are. Errors: trust failures,
// and a session that broke.
[[nodiscard]] asio::awaitable<Result<std::uint64_t>> keep_rooms_up(Context& context, Link link, Intake intake);

}  // namespace valise::sdk::client
