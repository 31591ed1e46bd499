// What every fuzz target defines, and how it says that a property does not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace valise::fuzz {

// require ends the program, which a fuzzer takes for a finding.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace valise::fuzz
