// What those who read a forward, and not the room where it was said first, are told when its author says other words or takes it
// back: that it is so, by the forwarder's program; not the new words (docs/design/0038).
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/client/reference.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// tell_of_change queues it in the room of `forward`, for a change of its original that this device has just met. It speaks if
// this device forwarded the message, or the officer's device that did is no more; not where all who read there read the original
// too, and not once the forwarder has left that room or taken the forward back. Never an error for any of that.
[[nodiscard]] Result<> tell_of_change(store::Transaction& tx, Context& context, const store::Message& forward,
                                      const store::Message& original, const store::Message& change);

// take_original_changed is the effect: it counts from the forwarder, once for each change. Who cannot see the change is told.
[[nodiscard]] Result<> take_original_changed(store::Transaction& tx, const Context& context, const store::Message& message,
                                             const v1::OriginalChanged& said);

// changes_told gives what was told of a forward and is not known here otherwise, in the order of the room.
[[nodiscard]] Result<std::vector<valise::ToldChangeView>> changes_told(store::Transaction& tx, const Context& context,
                                                                       const store::MessageKey& forward);

}  // namespace valise::sdk::client
