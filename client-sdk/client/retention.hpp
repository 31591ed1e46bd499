// Retention: erasure of what is older than messages are to be kept: as this device says, else as the members of the room agreed.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/retention.hpp"

namespace valise::sdk::client {

// How long after this device learnt what the members agreed it acts on it: an owner alone must not be able to have others'
// records erased before they can say otherwise (`valise retention set --for-good`) or export.
inline constexpr std::chrono::hours kAgreementGrace{7 * 24};

// erase_due erases what is due, with its files in the profile, and gives what was erased, by room. LocalStore::scrub makes it
// final.
[[nodiscard]] Result<std::vector<valise::RetentionView>> erase_due(Context& context);

}  // namespace valise::sdk::client
