// A made-up directory of real size: member States, their authorities with records in two languages, posts with rosters, officers
// with devices, networks. No person in it exists. The same seed gives the same directory, byte for byte.
#pragma once

#include "tests/generator/writer.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::tests {

struct Scale {
  std::size_t authorities = 1740;
  std::size_t officers = 3000;
  std::size_t devices = 9000;
};

struct GeneratedDirectory {
  std::vector<base::Bytes> entries;
  std::vector<GeneratedDevice> devices;  // that are enrolled and not revoked
  std::size_t signatures = 0;            // in all entries, possession proofs included
};

// generate announces `relay` and fills the directory. `scale` must have at least one officer for each authority. Throws
// std::runtime_error where the country data is missing.
[[nodiscard]] GeneratedDirectory generate(const Scale& scale, const RelayDescription& relay, SeededRandom& random);

}  // namespace valise::tests
