// Wishes: changes of a room as people ask for them, and how a state looks once one has come true.
#pragma once

#include "client-sdk/client/room_rules.hpp"
#include "valise/v1/room_wish.pb.h"

namespace valise::sdk::client {

// come_true gives the state with the wish fulfilled. It asks nobody's rights. Fails with not_in_room for what is to go and is not
// there, and already_so.
[[nodiscard]] base::Result<v1::RoomState> come_true(const v1::RoomWish& wish, v1::RoomState state);

// wish_id is the text of the catalogue that names a wish; wish_text says it in English: "a new subject".
[[nodiscard]] std::string wish_id(const v1::RoomWish& wish);
[[nodiscard]] std::string wish_text(const v1::RoomWish& wish);

}  // namespace valise::sdk::client
