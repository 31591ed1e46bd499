// count_from: how often a test does what it does: few times unless an environment variable says how many.
#pragma once

#include <cstdlib>

namespace valise::tests {

[[nodiscard]] inline std::size_t count_from(const char* variable, std::size_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace valise::tests
