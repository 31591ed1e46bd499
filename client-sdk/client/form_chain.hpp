// The chain of a form: what it extends or is another version of, and what came after it. Members may say anything, so the chain
// is bounded; a chain never closes, since a form only names what was there before it.
#pragma once

#include <vector>

#include "client-sdk/client/context.hpp"

namespace valise::sdk::client {

// versions_before gives the forms before one, the oldest first.
[[nodiscard]] Result<std::vector<store::Message>> versions_before(store::Transaction& tx, const store::Message& form);
// chain_of gives the whole chain, the one given among it, each form after its predecessor, in the order of the room.
[[nodiscard]] Result<std::vector<store::Message>> chain_of(store::Transaction& tx, const store::Message& form);

}  // namespace valise::sdk::client
