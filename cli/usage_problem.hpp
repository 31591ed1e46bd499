// What is wrong with a command line, in words of the catalogue instead of CLI11's.
#pragma once

#include <CLI/CLI.hpp>

#include "valise/error.hpp"

namespace valise::cli {

// usage_problem gives the Error of a command line that was refused, with the help of `command` as its advice: the innermost one
// that was named.
[[nodiscard]] Error usage_problem(const CLI::ParseError& refusal, const CLI::App& command);

}  // namespace valise::cli
