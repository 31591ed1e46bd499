// When the last backup was finished, kept in a file of the data folder, so that the running relay can tell it to those who watch.
#pragma once

#include "server/app/config.hpp"

namespace valise::server::app {

// last_backup gives seconds since 1970; 0 if there was never one or the file cannot be read.
[[nodiscard]] std::uint64_t last_backup(const Config& config);
[[nodiscard]] base::Result<> note_backup(const Config& config, std::chrono::sys_seconds at);

}  // namespace valise::server::app
