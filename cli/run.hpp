// run: the whole program with its surroundings as parameters.
#pragma once

#include <span>
#include <string>

#include "cli/environment.hpp"
#include "cli/exit_code.hpp"

namespace valise::cli {

// run parses the arguments (without the program's name), runs the command, reports an error, and gives the exit code.
[[nodiscard]] ExitCode run(std::span<const std::string> arguments, const Environment& environment);

}  // namespace valise::cli
