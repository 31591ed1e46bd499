// Effects: what a message does besides being kept, by the kind of its body. Within the transaction that stores the message, both
// when it was received and when this device queued it, so that author and readers come to the same.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/store/messages.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// is_spoken says whether people read such a message; others serve the programs, and are kept out of lists and counts.
[[nodiscard]] bool is_spoken(const v1::Content& content);

// take_effect does what the body asks for. `message` is stored already. What a hostile member sends fails in no way but by being
// without effect: errors are those of this device's own store.
[[nodiscard]] Result<> take_effect(store::Transaction& tx, Context& context, const store::Message& message,
                                   const v1::Content& content);

}  // namespace valise::sdk::client
