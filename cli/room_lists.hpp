// `list` and `show`, which `valise room` and `valise case` share.
#pragma once

#include "cli/command_line.hpp"

namespace valise::cli {

void add_room_lists(CLI::App& command, Action& action);

}  // namespace valise::cli
