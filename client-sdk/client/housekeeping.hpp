// Housekeeping: what is not to be kept any longer goes.
#pragma once

#include "client-sdk/client/context.hpp"

namespace valise::sdk::client {

// How often a device that stays with the relay does it; it does so after every visit besides.
inline constexpr std::chrono::hours kTidyEvery{1};

// tidy_up erases what the rooms' retention says, forgets what a restored relay will not need any more (R7), and leaves no earlier
// ratchet in the write-ahead log. What cannot be erased holds up neither the rest nor whoever calls: the person is told, at most
// once a day of the same, and it is tried again the next time. Errors: the store's, where not even that can be written down.
[[nodiscard]] Result<> tidy_up(Context& context);

}  // namespace valise::sdk::client
