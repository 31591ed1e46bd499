// Speech: something to say in a room that exists, whatever its kind. For all that is not a person's draft with files
// (compose.hpp).
#pragma once

#include <optional>
#include <string>

#include "client-sdk/client/context.hpp"
#include "client-sdk/client/room_group.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

struct Speech {
  base::RoomId room;
  v1::Content content;                        // body, urgency, reply and the like; id, time and post are filled in
  std::string from;                           // address to write for; empty: the own one that takes part in the room
  std::string asks;                           // the post that is to acknowledge, or empty
  std::optional<base::UnixMillis> answer_by;  // when it is to
  std::optional<base::RoomSeq> settles;       // the urgent message that this answers
};

// queue_speech queues it durably, with its effects (effects.hpp), and gives its id; it leaves with the next visit. No network.
// Errors: room_unknown, left_room, room_closed (for what people read), message_too_large, and those of own_post.
[[nodiscard]] Result<base::MessageId> queue_speech(store::Transaction& tx, Context& context, Speech speech);

// speaking_address gives the own address to write for in a room of these participants: `wanted`, or the first own one among them.
// Errors: those of own_post.
[[nodiscard]] Result<std::string> speaking_address(const Context& context, const std::string& wanted,
                                                   const std::vector<std::string>& participants);

// enqueue stores a message of this device and its place in the queue, with its effects.
[[nodiscard]] Result<> enqueue(store::Transaction& tx, Context& context, const v1::Content& content, store::Outgoing outgoing);

}  // namespace valise::sdk::client
