// The period of a preservation: until when data are asked to be kept, and how long before its end both sides hear of it.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/client/reference.hpp"

namespace valise::sdk::client {

// Both sides see the end of a period as something that waits for them from two weeks before it, and for two weeks after it.
inline constexpr auto kPeriodSeenBefore = std::chrono::days(14);
inline constexpr auto kPeriodSeenAfter = std::chrono::days(14);

// period_end gives the end of the period that a form asks for; nothing where it asks for none. An extension begins where the
// period before it ends.
[[nodiscard]] Result<std::optional<base::UnixMillis>> period_end(store::Transaction& tx, const store::Message& form);

// note_period tells this device's person of an end two weeks and three days before it, and when it has come, once each. `own`:
// this side asked for the period. Of several that are due at once only the last is told.
[[nodiscard]] Result<> note_period(store::Transaction& tx, const Context& context, const store::Message& form,
                                   base::UnixMillis ends, bool own);

}  // namespace valise::sdk::client
