// W3 and W4: the relay with a directory of real size; how it starts, and what thousands of connections that do nothing cost.
#pragma once

#include <filesystem>

#include "bench/relay_scale.hpp"

namespace valise::bench {

struct IdleFigures {
  double first_login_ms = 0;  // from the start of the process to the first authenticated session
  double first_login_cpu_ms = 0;
  std::size_t statements = 0;
  double resident_mib = 0;       // right after the start
  std::vector<double> kib_each;  // for each of scale.connections
  double given_back = 0;         // of the memory that the connections took, when all have gone
};

// measure_idle throws std::runtime_error.
[[nodiscard]] IdleFigures measure_idle(const std::filesystem::path& folder, const Scale& scale);

}  // namespace valise::bench
