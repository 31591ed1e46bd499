// Where a command runs: most have the profile's work done wherever the profile is open.
#pragma once

#include <string_view>

namespace valise::cli {

enum class Place {
  anywhere,  // in a desk that has the profile open, else in this process
  alone,     // only where no desk has the profile open
  here,      // needs no profile
};

// place_of gives the place of a command as CommandLine::command() names it, "valise backup restore".
[[nodiscard]] Place place_of(std::string_view command);

}  // namespace valise::cli
