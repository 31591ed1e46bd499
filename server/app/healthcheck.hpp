// healthcheck: does the relay of this configuration answer on its own address, as itself?
#pragma once

#include "server/app/config.hpp"

namespace valise::server::app {

struct Health {
  std::uint64_t log_size = 0;
};

// healthcheck opens a session with the key of the configuration pinned, reads the Hello and verifies its checkpoint. Within
// `patience`. Fails with unhealthy or a WireError.
[[nodiscard]] base::Result<Health> healthcheck(const Config& config, std::chrono::milliseconds patience);

}  // namespace valise::server::app
