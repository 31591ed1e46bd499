// What still wants something of somebody: a form of which somebody owes something, an urgent message that nobody has settled, a
// wish to forward without an answer. Found without reading what is settled (client-sdk/store/unsettled.hpp): what a question
// costs follows from what is open and from what changed since the last one, not from how much was ever said.
#pragma once

#include "client-sdk/client/context.hpp"

namespace valise::sdk::client {

// unsettled gives these messages in the order in which they came here, whomever they concern, and strikes what is settled.
[[nodiscard]] Result<std::vector<store::Message>> unsettled(store::Transaction& tx, const Context& context);

}  // namespace valise::sdk::client
