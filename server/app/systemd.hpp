// systemd's notifications; everything is silent where systemd did not start us.
#pragma once

#include <chrono>

namespace valise::server::app {

void notify_ready();
void notify_stopping();
void notify_alive();
// watchdog_interval gives how often notify_alive has to come (half of what the unit says), zero if nobody watches.
[[nodiscard]] std::chrono::milliseconds watchdog_interval();

}  // namespace valise::server::app
