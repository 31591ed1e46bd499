// Rooms as the public interface shows them.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// view_of gives a stored room, without its members.
[[nodiscard]] Result<valise::RoomView> view_of(const Context& context, store::Transaction& tx, const store::Room& room);

// rooms_view gives all rooms, the most recently active first, without their members.
[[nodiscard]] Result<std::vector<valise::RoomView>> rooms_view(Context& context);

// room_view gives one room with its members, as the MLS group has them.
[[nodiscard]] Result<valise::RoomView> room_view(Context& context, const std::string& prefix);

// history_view gives a room's messages, oldest first.
[[nodiscard]] Result<std::vector<valise::MessageView>> history_view(Context& context, const std::string& prefix,
                                                                    std::size_t limit);

}  // namespace valise::sdk::client
