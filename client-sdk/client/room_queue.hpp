// The queue of changes of rooms: what people asked for, kept until it is made as a commit, in order with their messages.
#pragma once

#include "client-sdk/client/room_wish.hpp"
#include "client-sdk/client/send_queue.hpp"

namespace valise::sdk::client {

// state_to_be gives a room's state as it will be once all changes that wait have been made, as far as they still can be.
[[nodiscard]] Result<v1::RoomState> state_to_be(store::Transaction& tx, const store::Room& room);

// queue_wish checks a wish against the rules, as things stand and with all that waits, and queues it durably; in a room that is
// only planned it takes effect at once. Errors: RoomRuleErrors, left_room, StoreErrors.
[[nodiscard]] Result<store::RoomChangeId> queue_wish(store::Transaction& tx, const Context& context, const store::Room& room,
                                                     const v1::RoomWish& wish);

// make_change tries one queued change; done or given up with a notice, it is settled. Errors that leave it waiting: the
// network's, room_busy, trust failures.
[[nodiscard]] asio::awaitable<Result<>> make_change(Context& context, Link link, store::RoomChange change, Intake intake);

// Errand is the next thing to do of either queue.
using Errand = std::variant<store::OutboxItem, store::RoomChange>;
// errands gives all that waits, messages and changes, in the order in which they were queued.
[[nodiscard]] Result<std::vector<Errand>> errands(store::Transaction& tx);

}  // namespace valise::sdk::client
