// Withdrawal: an urgent message that was taken back, or about which its sender's authority says that nothing is left to do, needs
// no answer any more, and the relay is told so. It follows from what is queued, so it waits with it and is said again with it.
#pragma once

#include "client-sdk/client/reference.hpp"

namespace valise::sdk::client {

// withdrawn_by gives the number of the urgent message of this device's authority to which a message of this device puts an end:
// with its retraction, or with DONE; 0 where there is none, or the relay has not got it.
[[nodiscard]] Result<base::RoomSeq> withdrawn_by(store::Transaction& tx, const Context& context,
                                                 const store::MessageKey& message);

}  // namespace valise::sdk::client
