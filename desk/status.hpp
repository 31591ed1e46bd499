// How things stand, for the badge, the frame and the view of this device.
#pragma once

#include "desk/waiting.hpp"
#include "valise/v1/desk.pb.h"

namespace valise::desk {

// status_of gives the status, without the connection. The pages ask for it after every event; the checks, which read each page of
// the store, come only where `examine` says that a person looks at them.
[[nodiscard]] v1::FromDesk status_of(Client& client, Waiting& waiting, bool examine);

}  // namespace valise::desk
