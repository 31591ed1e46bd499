// How a row of `messages` becomes a Message. Internal to client-sdk/store.
#pragma once

#include "client-sdk/store/messages.hpp"
#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {

// read_message reads `SELECT * FROM messages`.
[[nodiscard]] Message read_message(sql::Rows& rows);

}  // namespace valise::sdk::store
