// What a message costs the store when few or many others lie in it.
#pragma once

#include <filesystem>

#include "bench/relay_scale.hpp"

namespace valise::bench {

// measure_depth gives, for each of scale.stored, the processor time of a message that is submitted, read and acknowledged, 64 at
// a time. Throws std::runtime_error.
[[nodiscard]] std::vector<double> measure_depth(const std::filesystem::path& folder, const Scale& scale);

}  // namespace valise::bench
