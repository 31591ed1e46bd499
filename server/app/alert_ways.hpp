// The ways by which this relay alerts people, made from the configuration.
#pragma once

#include <memory>

#include "base/random.hpp"
#include "server/alert/sender.hpp"
#include "server/app/config.hpp"

namespace valise::server::app {

// open_alert_ways fails with password_unreadable. `random` is used from the threads of the ways, one at a time.
[[nodiscard]] base::Result<std::unique_ptr<alert::AlertSender>> open_alert_ways(const Config& config, base::Random& random);

}  // namespace valise::server::app
