// Taking in what the relay delivers: order checked, decrypted and verified, stored together with the advanced group, then
// acknowledged.
//
// A delivery that does not verify may be the relay's doing or a member's. The first time the client stops, having accepted
// nothing: an honest relay repeats the genuine bytes. If the same bytes come again in a later session, they are what was sent;
// they are then skipped with an alarm, so that nobody can wedge a mailbox.
#pragma once

#include "client-sdk/client/room_change.hpp"

namespace valise::sdk::client {

// Taken says what a delivery was for the application; nothing for commits and what had come before.
struct Taken {
  std::optional<store::Message> message;
};

// take_delivery processes the next delivery of the mailbox. Trust failures (delivery_skipped, delivery_out_of_order,
// delivery_altered, log_withheld, member_forked) leave everything as it was, but for a notice.
[[nodiscard]] asio::awaitable<Result<Taken>> take_delivery(Context& context, Link link, v1::Delivery delivery);

// take_next_aside takes what was set aside for the epoch that a room is in now: one delivery, the next in order; `more` says
// whether there was one. A message if it was one.
[[nodiscard]] asio::awaitable<Result<std::optional<store::Message>>> take_next_aside(Context& context, Link link,
                                                                                     base::RoomId room, bool& more);

}  // namespace valise::sdk::client
