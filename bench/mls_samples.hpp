// Samples of the MLS benchmark: processor time of an operation, each taken beside its floor; rows are made of them
// (mls_rows.hpp).
#pragma once

#include <vector>

#include "bench/figures.hpp"

namespace valise::mls::bench {

using valise::bench::Figure;
using valise::bench::median;
using valise::bench::timed;

// Samples of one operation. `floors` and `units` were measured right after each value, so that a busy machine changes all alike.
struct Samples {
  std::vector<double> values;
  std::vector<double> floors;
  std::vector<double> units;  // one short signature and one short verification
};

}  // namespace valise::mls::bench
