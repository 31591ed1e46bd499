// Wishes: changes of a room as people ask for them, and how a state looks once one has come true.
#pragma once

#include "client-sdk/client/room_rules.hpp"
#include "valise/v1/room_wish.pb.h"

namespace valise::sdk::client {

// come_true gives the state with the wish fulfilled. It asks nobody's rights. Fails with not_in_room for what is to go and is not
// there, and already_so.
[[nodiscard]] base::Result<v1::RoomState> come_true(const v1::RoomWish& wish, v1::RoomState state);

// wish_text names a wish: "a new subject".
[[nodiscard]] std::string wish_text(const v1::RoomWish& wish);

// change_text says in words what is different: "Admitted: fr-bemi/duty (France, ...). Closed." Empty for nothing. Names come from
// the directory, never from the room, but for the subject.
[[nodiscard]] std::string change_text(const directory::DirectoryState& directory, const v1::RoomState& before,
                                      const v1::RoomState& after);

// authority_text names an authority with its State: "Kenya, Office of the Director of Public Prosecutions (ke-odpp)".
[[nodiscard]] std::string authority_text(const directory::DirectoryState& directory, const std::string& id);

}  // namespace valise::sdk::client
