// systemd's notifications; everything is silent where systemd did not start us.
#pragma once

#include <chrono>

namespace valise::server::app {

void notify_ready();
void notify_stopping();
// notify_reloading is followed by notify_ready when the new configuration is in force, or the old one stays.
void notify_reloading();
void notify_alive();
// watchdog_interval gives how often notify_alive has to come (half of what the unit says), zero if nobody watches.
[[nodiscard]] std::chrono::milliseconds watchdog_interval();

}  // namespace valise::server::app
