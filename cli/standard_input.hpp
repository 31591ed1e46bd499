// Reading what the person gives on standard input.
#pragma once

#include <string>

#include "cli/environment.hpp"

namespace valise::cli {

// read_all gives standard input to its end; usage above `limit` bytes.
[[nodiscard]] Result<std::string> read_all(const Environment& environment, std::size_t limit);
// read_word gives the first line without white space around it; usage if it is empty.
[[nodiscard]] Result<std::string> read_word(const Environment& environment);

}  // namespace valise::cli
