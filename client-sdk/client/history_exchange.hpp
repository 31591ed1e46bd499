// The exchange of histories within a visit to the relay: what own devices have agreed by a code, and what a post owes to those
// who came to it, goes into the queue as encrypted files; parts that came are fetched and taken in (docs/design/0030). All of it
// goes on where it stopped: what is to be sent lies in the queue, what is to be fetched in the store.
#pragma once

#include "client-sdk/client/history.hpp"
#include "client-sdk/client/send_queue.hpp"

namespace valise::sdk::client {

// note_staff compares the rosters of the own posts with what this device knew of them: whoever came since is owed history, if
// the post's policy says so. The first look at a post owes nothing.
[[nodiscard]] Result<> note_staff(Context& context);

// keep_histories does what there is to do, and says whether something was queued. Who cannot be reached yet is left for another
// time. Errors: trust failures of the session, the own store's, and a session that broke.
[[nodiscard]] asio::awaitable<Result<bool>> keep_histories(Context& context, Link link, Intake intake);

// own_devices_room gives the room of this officer's devices, planned where there is none yet; post_room that of a post.
[[nodiscard]] Result<base::RoomId> own_devices_room(store::Transaction& tx, Context& context);
[[nodiscard]] Result<base::RoomId> post_room(store::Transaction& tx, Context& context, const std::string& post);

}  // namespace valise::sdk::client
