// simulate_apart: a simulation in a process of its own. What killed processes held is left where it is (graveyard.hpp), some
// hundred megabytes in each simulation; with the process it goes.
#pragma once

#include "tests/simulation/world.hpp"

namespace valise::simulation {

// simulate_apart is simulate; a crash is one of the problems. Call it where there is one thread.
[[nodiscard]] Outcome simulate_apart(const Plan& plan);

}  // namespace valise::simulation
