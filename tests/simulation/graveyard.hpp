// bury: where what a killed process held in memory is left. A signal runs no destructors, so neither does a simulated kill; what
// is here stays reachable, and is never touched again.
#pragma once

#include <memory>
#include <vector>

namespace valise::simulation {

template <class T>
void bury(std::unique_ptr<T> dead) {
  static std::vector<T*>& graves = *new std::vector<T*>;
  graves.push_back(dead.release());
}

}  // namespace valise::simulation
