// short_reference: what people call an urgent message by the telephone, "7F3K-29QD": 40 bits of SHA-256 over "Valise 1.0 alert
// reference", 0x00, room id and position, in Crockford's base 32. Everybody who knows the room can compute it; room ids are
// random, so to others it says nothing. docs/PROTOCOL.md, "Alerts".
#pragma once

#include <string>

#include "base/ids.hpp"

namespace valise::crypto {

[[nodiscard]] std::string short_reference(const base::RoomId& room, base::RoomSeq seq);

}  // namespace valise::crypto
