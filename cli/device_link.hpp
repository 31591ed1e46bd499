// valise device link: a code that links two devices of one officer, shown, entered, listed and cancelled.
#pragma once

#include "cli/command_line.hpp"

namespace valise::cli {

void add_device_link(CLI::App& device, Action& action);

}  // namespace valise::cli
