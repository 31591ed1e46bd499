// Backoff: how long to wait before the next attempt: exponential with full jitter, so that clients do not come back all at once.
// Value type, no clock of its own.
#pragma once

#include <chrono>

#include "base/random.hpp"

namespace valise::sdk::net {

struct BackoffLimits {
  std::chrono::milliseconds first{500};  // upper bound of the first wait
  std::chrono::milliseconds longest{120'000};
  std::chrono::milliseconds longest_request{600'000};  // of what the relay may ask for
};

class Backoff {
 public:
  explicit Backoff(base::Random& random, BackoffLimits limits = {}) : random_(&random), limits_(limits) {}

  // next gives the wait before the next attempt: uniformly 0 to first * 2^attempts, at most `longest`; plus what the relay asked
  // for.
  [[nodiscard]] std::chrono::milliseconds next();
  // succeeded starts again from the first wait.
  void succeeded();
  // relay_asks makes the next wait at least `wait` (GoingAway, busy), within longest_request.
  void relay_asks(std::chrono::milliseconds wait);

 private:
  base::Random* random_;
  BackoffLimits limits_;
  unsigned attempts_ = 0;
  std::chrono::milliseconds asked_{0};
};

}  // namespace valise::sdk::net
