// healthcheck: does the relay of this configuration answer on its own address, as itself, and is it ready?
#pragma once

#include "server/app/config.hpp"

namespace valise::server::app {

struct Health {
  std::uint64_t log_size = 0;
};

// healthcheck opens a session with the key of the configuration pinned, reads the Hello and verifies its checkpoint; then
// asks /readyz of the operation listener, unless that is off. Each within `patience`. Fails with unhealthy (its context has the
// relay's reasons) or a WireError.
[[nodiscard]] base::Result<Health> healthcheck(const Config& config, std::chrono::milliseconds patience);

}  // namespace valise::server::app
