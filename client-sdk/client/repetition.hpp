// Repetition: what was said in a room while a device could not read, said again to it by a member who has it
// (docs/design/0021-history-and-repetition.md). The device asks when it is back; the member whose program brought it back
// answers.
#pragma once

#include "client-sdk/client/handed_on.hpp"

namespace valise::sdk::client {

inline constexpr std::uint64_t kMostRepeated = 500;  // messages in all answers to one question

// ask_for_repetition queues the question of a device that is back, for all between the last that it had and its return.
[[nodiscard]] Result<> ask_for_repetition(store::Transaction& tx, Context& context, const base::RoomId& room, base::RoomSeq after,
                                          base::RoomSeq before);

// take_repetition answers a question of a device that this one brought back, once, and takes in the answers to an own one.
// Anything else is without effect.
[[nodiscard]] Result<> take_repetition(store::Transaction& tx, Context& context, const store::Message& message,
                                       const v1::Content& content);

}  // namespace valise::sdk::client
