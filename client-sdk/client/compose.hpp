// compose: from what a person wrote to a durable entry in the queue. No network.
#pragma once

#include <functional>

#include "client-sdk/client/context.hpp"
#include "valise/messages.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

struct Composed {
  base::MessageId message;
  base::RoomId room;
};

// compose checks the draft against the directory and queues it with its files; a new room is only planned here, its group is made
// when the relay can be reached. Errors: not_enrolled, enrolment_pending, device_revoked, subject_missing, room_unknown,
// message_unknown, left_room, room_closed, message_too_large, file errors, and those of resolve and own_post. After an error
// nothing is queued.
//
// What is urgent and has no deadline ahead gets the usual one (valise::usual_time): the relay calls nobody without.
//
// `body` takes the place of the draft's text: its body, and who is asked, where it says so (a participant, else address_unknown).
// `within` is done in the transaction that queues the message; its error is compose's.
using Within = std::function<Result<>(store::Transaction&)>;
[[nodiscard]] Result<Composed> compose(Context& context, const valise::Draft& draft, const valise::Progress& progress,
                                       const v1::Content* body = nullptr, const Within& within = {});

// asked_of gives the address that an urgent message would ask to act, and the relay would call, without queueing anything: `asks`
// where it is said, else the first other participant; empty where there is none.
[[nodiscard]] Result<std::string> asked_of(Context& context, const valise::Draft& draft, const std::string& asks);

// planned_room gives a new room of these addresses and the own post, which owns it; nothing is stored. Errors: subject_missing,
// RoomRuleErrors, and those of resolve.
[[nodiscard]] Result<store::Room> planned_room(Context& context, const std::string& subject, const std::vector<std::string>& to,
                                               const std::string& from);

// room_by and message_by find what a person named by an id or its beginning; room_unknown, message_unknown,
// StoreError::ambiguous.
[[nodiscard]] Result<store::Room> room_by(store::Transaction& tx, const std::string& prefix);
[[nodiscard]] Result<store::Message> message_by(store::Transaction& tx, const std::string& prefix);

}  // namespace valise::sdk::client
