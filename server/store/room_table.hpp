// Rooms: sequence, handshake position and fan-out list. What is decided stands in server/core/decide.hpp; this reads the room,
// has it decided, and writes the decision, all in the writer's transaction.
#pragma once

#include "server/store/tables.hpp"

namespace valise::server::store::rooms {

[[nodiscard]] base::Result<core::CommitOutcome> submit(Write& write, const core::CommitSubmission& submission,
                                                       const core::RequestDigest& digest);
[[nodiscard]] base::Result<core::Submitted> submit(Write& write, const core::MessageSubmission& submission,
                                                   const core::RequestDigest& digest);

[[nodiscard]] base::Result<> enter_incarnation(Write& write, const core::Incarnation& incarnation);
[[nodiscard]] base::Result<core::RoomInfo> info(sql::Database& db, const base::RoomId& room, const base::DeviceId& asking);
[[nodiscard]] base::Result<bool> is_member(sql::Database& db, const base::RoomId& room, const base::DeviceId& device);

}  // namespace valise::server::store::rooms
