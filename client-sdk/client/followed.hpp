// How far the devices of a room have followed it: said in what they send, so that a relay that keeps a change of the room from
// somebody is found by what that one says next. No clock is asked (docs/design/0019-receipts.md).
#pragma once

#include "client-sdk/client/room_group.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// say_followed puts into a content how far this device has followed the room, where it can tell.
[[nodiscard]] Result<> say_followed(store::Transaction& tx, const base::RoomId& room, v1::Content& content);

// check_followed notes that somebody has taken in all that the relay numbered up to the change that began this device's epoch,
// and speaks in an earlier one all the same: the relay has kept the change from them.
[[nodiscard]] Result<> check_followed(store::Transaction& tx, const Context& context, const RoomGroup& room, mls::Epoch spoken_in,
                                      const v1::Content& content, base::DeviceId sender);

// OwnNumbers are what the relay had answered this device before it asked for what came: when all of that is taken in, it has
// everything up to its own last message.
using OwnNumbers = std::map<base::RoomId, base::RoomSeq>;
[[nodiscard]] Result<OwnNumbers> own_numbers(Context& context);
[[nodiscard]] Result<> note_caught_up(Context& context, const OwnNumbers& before);

}  // namespace valise::sdk::client
