// Seeds: each is a whole history of a network of offices. VALISE_SIMULATIONS says how many are tried (20 unless told otherwise),
// VALISE_SEED names the first; a seed that fails is printed and fails again when it is named.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/simulation/world.hpp"

namespace valise::simulation {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Simulation, KeepsWhatWasPromised) {
  const auto first = number_from("VALISE_SEED", 1);
  const auto count = number_from("VALISE_SIMULATIONS", 20);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Outcome outcome = simulate(some_plan(seed));
    std::cout << "seed " << seed << ": " << outcome.rooms << " rooms, " << outcome.messages << " messages";
    for (const auto& [trouble, times] : outcome.troubles) std::cout << ", " << times << " x " << trouble;
    std::cout << std::endl;
    for (const auto& problem : outcome.problems) ADD_FAILURE() << "VALISE_SEED=" << seed << ": " << problem;
    ASSERT_GT(outcome.messages, 0U);
  }
}

}  // namespace
}  // namespace valise::simulation
