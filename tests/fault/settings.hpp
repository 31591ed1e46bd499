// setting gives a number that an environment variable names, so that a run can be repeated or made longer.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace valise::tests {

[[nodiscard]] inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

}  // namespace valise::tests
