// What is wrong with a command line, in words of the catalogue instead of CLI11's.
#pragma once

#include "cli/command_line.hpp"

namespace valise::cli {

// usage_problem gives the Error of a command line that was refused, with the help page to look at as its advice.
[[nodiscard]] Error usage_problem(const CLI::ParseError& refusal, const CommandLine& line);

}  // namespace valise::cli
