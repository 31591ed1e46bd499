// run_walk: a seeded random walk of several rooms over several peers. The same options and seed give the same walk.
#pragma once

#include "tests/interop/walk/room.hpp"

namespace valise::interop {

struct WalkOptions {
  // Started by sh; "{seed}" in a command stands for a number that depends on the walk's seed and the peer.
  std::vector<std::string> commands;
  std::uint64_t seed = 1;
  std::size_t steps = 100;
  std::size_t members = 9;  // at most, in each room
  std::set<unsigned> suites = {1, 3};
  std::optional<std::filesystem::path> transcripts;  // a folder for the requests of each peer
};

// run_walk throws Failure with a report: seed, step, and the last lines of each peer.
[[nodiscard]] Counts run_walk(const WalkOptions& options);

}  // namespace valise::interop
