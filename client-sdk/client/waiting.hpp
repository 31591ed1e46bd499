// What waits for this officer, and what this officer waits for.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/matters.hpp"

namespace valise::sdk::client {

// waiting gives it, what is overdue first, then by time.
[[nodiscard]] Result<std::vector<valise::WaitingItem>> waiting(Context& context);

}  // namespace valise::sdk::client
