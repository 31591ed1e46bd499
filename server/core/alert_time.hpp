// AlertTime: the time by which people are called. It is the relay's time (relay_time.hpp), except that it never stands still:
// where a wall clock has gone back, RelayTime waits for it, for up to a day, and nobody must lie asleep for that. Plain values;
// one thread at a time.
#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace valise::server::core {

class AlertTime {
 public:
  // now gives the time for the present readings of the relay's time and the monotonic clock.
  [[nodiscard]] base::UnixMillis now(base::UnixMillis relay, base::Monotonic monotonic) {
    const auto elapsed = std::chrono::floor<std::chrono::milliseconds>(monotonic - at_);
    last_ = at_ == base::Monotonic{} ? relay : std::max(relay, last_ + elapsed);
    at_ = at_ == base::Monotonic{} ? monotonic : at_ + elapsed;
    return last_;
  }

 private:
  base::UnixMillis last_;
  base::Monotonic at_;
};

}  // namespace valise::server::core
