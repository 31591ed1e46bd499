// Sending what is queued: room made or brought up to date, files uploaded, content completed and protected, ciphertext stored,
// then submitted.
#pragma once

#include "client-sdk/client/membership.hpp"
#include "client-sdk/client/transfer.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// Intake takes in the next of what waits in the mailbox, NetError::timeout where nothing does; called when somebody else's commit
// came first.
using Intake = std::function<asio::awaitable<Result<>>()>;

inline constexpr int kMostConflicts = 8;
// after_conflict takes in the commit that came first; where none comes, the relay's own word about the position holds.
[[nodiscard]] asio::awaitable<Result<>> after_conflict(Context& context, Link link, RoomGroup room, const Intake& intake);

// bring_up_to_date makes sure that this device has its place in the room (state_loss.hpp), makes the room what the directory says
// (membership.hpp, upkeep), taking in what others did first, and gives it. state_lost; room_busy after several conflicts.
[[nodiscard]] asio::awaitable<Result<RoomGroup>> bring_up_to_date(Context& context, Link link, base::RoomId id, Intake intake);

// send_item tries one queued message. What failed stays queued with the reason. Errors: those of open_room and upkeep (trust
// failures among them), upload, and the network's; room_busy after several conflicts; files_held where the person keeps it back,
// which is no attempt.
[[nodiscard]] asio::awaitable<Result<>> send_item(Context& context, Link link, store::OutboxItem item, Intake intake,
                                                  Watch watch);

}  // namespace valise::sdk::client
