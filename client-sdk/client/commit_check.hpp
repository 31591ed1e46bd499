// Whether a commit keeps the rules of rooms: the same question, with the same answer, for its author and for every member.
#pragma once

#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/room_rules.hpp"

namespace valise::sdk::client {

// CommitCase is what the answer depends on: all of it is in the commit, agreed by the members before it, or told to all of them
// by the relay.
struct CommitCase {
  const v1::RoomState& before;
  const mls::Extensions& extensions;  // of the group before
  const mls::CommitSummary& summary;
  base::DeviceId committer;
  const directory::DirectoryState& directory;  // at the head that the commit names
  base::UnixMillis accepted_at;
};

// check_commit gives the room's state after the commit. Fails with a RoomRuleError: then the commit is nobody's to follow.
//
// Who is added must stand behind the new state, who is removed must not, or be added anew; both at the named head, which the new
// state notes. Subject and the rest change as check_change says. Other extensions, PSKs and ReInit are not for rooms.
[[nodiscard]] Result<v1::RoomState> check_commit(const CommitCase& commit);

}  // namespace valise::sdk::client
