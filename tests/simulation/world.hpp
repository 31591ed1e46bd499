// World: one simulation from beginning to end: offices and their devices at work, while what can go wrong goes wrong; then peace,
// in which everything that was promised has to be kept.
#pragma once

#include "tests/simulation/client_process.hpp"
#include "tests/simulation/registrar_process.hpp"
#include "tests/simulation/relay_process.hpp"

namespace valise::simulation {

struct Plan {
  std::uint64_t seed = 1;
  std::size_t offices = 3;
  std::size_t devices_each = 2;
  milliseconds trouble{10 * 60'000};  // how long things go wrong
  milliseconds peace{30 * 60'000};    // within which all must be settled
  bool people_change = false;         // a device is enrolled and one is revoked in the midst of it
  bool relay_restored = false;        // from a backup, in the midst of it
  bool relay_rots = false;            // its disk, which is why it is restored
  bool upgraded = false;              // the relay and its clients, to programs with newer schemas, in the midst of it
};

// some_plan gives the plan that belongs to a seed.
[[nodiscard]] Plan some_plan(std::uint64_t seed);

// Outcome: one line for each broken promise, and how much was done.
struct Outcome {
  std::vector<std::string> problems;
  std::size_t rooms = 0;
  std::size_t messages = 0;
  std::size_t files = 0;                        // of them
  std::size_t fetches = 0;                      // by those who were to have them
  std::map<std::string, std::size_t> troubles;  // by kind
  std::uint64_t course = 0;                     // Scheduler::course at the end
};

[[nodiscard]] Outcome simulate(const Plan& plan);

}  // namespace valise::simulation
