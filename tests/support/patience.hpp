// How long tests wait for what has to come. Machines are slow and shared: only a failure waits as long as this, and no test waits
// for a time where it could wait for what it means.
#pragma once

#include <chrono>
#include <thread>

namespace valise::tests {

inline constexpr std::chrono::seconds kPatience{60};

// soon looks until the condition holds; false when it does not within `patience`.
template <class Condition>
[[nodiscard]] bool soon(Condition&& condition, std::chrono::milliseconds patience = kPatience) {
  for (const auto end = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return condition();
}

}  // namespace valise::tests
