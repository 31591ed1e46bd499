// Retention: erasure of what is older than messages are to be kept: as this device says, else as the members of the room agreed.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/retention.hpp"

namespace valise::sdk::client {

// How long after this device learnt what the members agreed it acts on it: an owner alone must not be able to have others'
// records erased before they can say otherwise (`valise retention set --for-good`) or export.
inline constexpr std::chrono::hours kAgreementGrace{7 * 24};

// What erase_due did: how many messages it erased, by room, and where it could not.
struct Erasure {
  struct Failed {
    base::RoomId room;
    std::string subject;
    base::Error why;
  };

  std::vector<valise::RetentionView> erased;
  std::vector<Failed> failed;
};

// erase_due erases what is due, with its files in the profile: each room by itself, so that one that cannot be erased holds up no
// other. LocalStore::scrub makes it final.
[[nodiscard]] Result<Erasure> erase_due(Context& context);

}  // namespace valise::sdk::client
