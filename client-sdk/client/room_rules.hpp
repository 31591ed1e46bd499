// Room rules: what a state of a room may look like, and who may change what in it (docs/design/0020-room-rules.md). Pure
// functions of two states, the directory at one head, and one time: all members come to the same, whenever they look.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "keys/directory/state.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

enum class RoomRuleError {
  not_a_participant = 1,
  not_an_owner,
  foreign_reference,
  handling_taken_away,
  no_owner_left,
  room_is_closed,
  malformed_state,
  not_in_room,
  already_so,
  unknown_address,
  guest_is_no_officer,
  owner_is_no_post,
  head_went_back,
  stranger_added,
  member_removed,
  other_extension,
};
[[nodiscard]] std::string_view describe(RoomRuleError error);

// Actor is whoever makes a change: the officer of the committing device, and the addresses that the officer stands for.
struct Actor {
  directory::OfficerAddress officer;
  std::set<std::string> addresses;  // the own one, and the posts on whose rosters the officer is
};
[[nodiscard]] Actor actor_of(const directory::DirectoryState& state, const directory::OfficerAddress& officer);

[[nodiscard]] bool is_closed(const v1::RoomState& state);
// owners_of gives the posts that own a room: those named, or the first participant of a room that names none.
[[nodiscard]] std::set<std::string> owners_of(const v1::RoomState& state);
// addresses_in gives whoever takes part: participants, and guests whether their time is over or not.
[[nodiscard]] std::vector<std::string> addresses_in(const v1::RoomState& state);
// authorities_in gives the authorities of all who take part.
[[nodiscard]] std::set<std::string> authorities_in(const v1::RoomState& state);
[[nodiscard]] bool is_over(const v1::Guest& guest, base::UnixMillis now);

// members_of gives the devices that stand behind a state, in a directory.
[[nodiscard]] std::set<base::DeviceId> members_of(const directory::DirectoryState& directory, const v1::RoomState& state);

// check_form fails with malformed_state, guest_is_no_officer, owner_is_no_post or no_owner_left for what no room can be.
[[nodiscard]] base::Result<> check_form(const v1::RoomState& state);

// check_change says whether the actor may make the one state of the other. `accepted_at` is when the relay took the change: it
// ends the time of guests. An equal state is everybody's to make.
[[nodiscard]] base::Result<> check_change(const v1::RoomState& before, const v1::RoomState& after, const Actor& actor,
                                          const directory::DirectoryState& directory, base::UnixMillis accepted_at);

}  // namespace valise::sdk::client

VALISE_ERROR_ENUM(valise::sdk::client, RoomRuleError, "room rule")
