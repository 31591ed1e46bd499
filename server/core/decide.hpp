// What the relay decides about a submission, given how the room is: pure functions, executed by a store inside the transaction
// that reads the room and applies the decision (R3, R4). Repeated keys are dealt with before (R6): see digest.hpp.
//
// The relay cannot read commits, so a hostile member can make its fan-out list differ from the group. Members mend that by later
// commits; therefore adding a device that is on the list, or removing one that is not, is no error.
#pragma once

#include "base/result.hpp"
#include "server/core/limits.hpp"
#include "server/core/refusal.hpp"
#include "server/core/types.hpp"

namespace valise::server::core {

// RoomView is a room as the store has it; position 0: there is none.
struct RoomView {
  base::RoomSeq position;
  base::RoomSeq last_seq;
  std::vector<base::DeviceId> devices;  // fan-out list, sorted
};

// CommitAccepted says what to write. Deliveries are appended in this order: the commit, then the Welcome.
struct CommitAccepted {
  base::RoomSeq room_seq;                  // of commit and Welcome; the new handshake position and last_seq
  std::vector<base::DeviceId> commit_to;   // the list as it was, without the submitter
  std::vector<base::DeviceId> welcome_to;  // empty when there is no Welcome
  std::vector<base::DeviceId> devices;     // the list as it becomes, sorted
  friend bool operator==(const CommitAccepted&, const CommitAccepted&) = default;
};
using CommitDecision = std::variant<CommitAccepted, PositionMoved>;

// decide_commit fails with not_authorised, malformed, too_large or quota. Who is not on the list of an existing room learns
// nothing of it.
[[nodiscard]] base::Result<CommitDecision> decide_commit(const RoomView& room, const CommitSubmission& submission,
                                                         const Limits& limits);

// MessageRoomView is what a message needs to know of its room: the list itself stays in the store.
struct MessageRoomView {
  bool exists = false;
  bool submitter_on_list = false;
  base::RoomSeq last_seq;
};

// decide_message gives the message's position. Fails with malformed, too_large, not_found (no such room) or not_authorised.
[[nodiscard]] base::Result<base::RoomSeq> decide_message(const MessageRoomView& room, const MessageSubmission& submission,
                                                         const Limits& limits);

}  // namespace valise::server::core
