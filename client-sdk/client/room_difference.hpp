// What is different in a room after a change, for the people in it.
#pragma once

#include <string>
#include <vector>

#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/store/notices.hpp"

namespace valise::sdk::client {

// change_sentences says what is different: "Admitted: fr-bemi/duty, France, ... It was closed." None for nothing. Names come from
// the directory, never from the room, but for the subject.
[[nodiscard]] std::vector<store::Sentence> change_sentences(const directory::DirectoryState& directory,
                                                            const v1::RoomState& before, const v1::RoomState& after);

// authority_text names an authority with its State: "Kenya, Office of the Director of Public Prosecutions (ke-odpp)".
[[nodiscard]] std::string authority_text(const directory::DirectoryState& directory, const std::string& id);

}  // namespace valise::sdk::client
