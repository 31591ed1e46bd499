// Seeds: each is a whole history of a network of offices. VALISE_SIMULATIONS says how many are tried (20 unless told otherwise),
// VALISE_SEED names the first; a seed that fails is printed and fails again when it is named. Seeds in which something was found
// are tried always.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <set>

#include "tests/simulation/apart.hpp"

namespace valise::simulation {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Seeds that found something. A seed takes another course when the programs change, so each finding has a scripted test, too.
constexpr std::array<std::uint64_t, 5> kFound{
    5,  10, 19,  // a profile that heard nothing of the relay for fifteen seconds took itself for a copy (state_loss_journey_test)
    16,          // a heartbeat of somebody whose clock was wrong was taken for that of another epoch (withheld_test)
    60,          // the opening of a store did not end where the disk went away in the midst of it (database_test)
};

std::set<std::uint64_t> seeds() {
  std::set<std::uint64_t> out(kFound.begin(), kFound.end());
  const auto first = number_from("VALISE_SEED", 1);
  const auto count = number_from("VALISE_SIMULATIONS", 20);
  if (count == 1) out.clear();
  for (std::uint64_t seed = first; seed < first + count; ++seed) out.insert(seed);
  return out;
}

TEST(Simulation, KeepsWhatWasPromised) {
  for (const auto seed : seeds()) {
    const Outcome outcome = simulate_apart(some_plan(seed));
    std::cout << "seed " << seed << ", course " << outcome.course << ": " << outcome.rooms << " rooms, " << outcome.messages
              << " messages, " << outcome.files << " files fetched " << outcome.fetches << " times";
    for (const auto& [trouble, times] : outcome.troubles) std::cout << ", " << times << " x " << trouble;
    std::cout << std::endl;
    for (const auto& problem : outcome.problems) ADD_FAILURE() << "VALISE_SEED=" << seed << ": " << problem;
    ASSERT_GT(outcome.messages, 0U);
  }
}

// What failed under a seed fails again under it: with people who come and go, and with a relay that is restored.
TEST(Simulation, ASeedReplaysExactly) {
  std::set<std::uint64_t> courses;
  for (const std::uint64_t seed : {1, 2}) {
    const auto course = simulate(some_plan(seed)).course;
    EXPECT_EQ(simulate(some_plan(seed)).course, course) << "seed " << seed;
    courses.insert(course);
  }
  EXPECT_EQ(courses.size(), 2U);
}

}  // namespace
}  // namespace valise::simulation
