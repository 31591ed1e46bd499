// Times of the recovery of an authority's lost keys (docs/design/0009-authority-recovery.md). Replay has no clock, so it compares
// what the statements say of themselves; the relay, which has one, holds the dates against it; and members remember when they
// first saw an announcement.
#pragma once

#include <chrono>

#include "base/result.hpp"
#include "keys/directory/records.hpp"

namespace valise::directory {

// A completion is dated at least so much later than its announcement (replay).
inline constexpr std::chrono::days recovery_wait{21};
// An announcement is appended at most so long after its date (relay); the signatures of keyholders far apart take some days.
inline constexpr std::chrono::days recovery_gathering{7};
// So everybody sees an announcement at least so long before it takes effect, or relay and registrar have conspired.
inline constexpr std::chrono::days recovery_in_sight = recovery_wait - recovery_gathering;
// How far a date may lie in the future (relay).
inline constexpr std::chrono::minutes clock_tolerance{10};

// not_before gives the earliest date of the statement that completes a recovery; the end of time where it would lie beyond.
[[nodiscard]] base::UnixMillis not_before(const Recovery& recovery);

// check_recovery_dates tells whether a statement on a recovery may be appended now. Other statements always may. Fails with
// recovery_date.
[[nodiscard]] base::Result<> check_recovery_dates(const v1::Statement& statement, base::UnixMillis now);

}  // namespace valise::directory
