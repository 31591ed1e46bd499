// The device's key packages at the relay: enough of them that it can be added to rooms while it is offline, and one of last
// resort.
#pragma once

#include "client-sdk/client/connect.hpp"

namespace valise::sdk::client {

// replenish publishes key packages when fewer than half of the wanted number are left, and renews the last-resort one when it
// grows old. The private halves are stored before anything is published. Old private halves are erased when their lifetime has
// ended.
[[nodiscard]] asio::awaitable<Result<>> replenish_key_packages(Context& context, Link link);

}  // namespace valise::sdk::client
