// Rows made of samples: an operation against its floor, and against the figure quoted for mlspp.
#pragma once

#include "bench/mls_samples.hpp"

namespace valise::mls::bench {

inline constexpr double small_overhead = 1.3;  // targets: times the floor
inline constexpr double commit_overhead = 1.5;
inline constexpr double twice_as_fast = 0.5;  // target: of what mlspp takes

// The names of rows: "join, N=1000".
[[nodiscard]] std::string in_group(std::string_view what, std::uint32_t size);

// add_row appends the operation against its floor. `target` is the largest multiple that will do.
void add_row(std::vector<Figure>& figures, const std::string& name, const Samples& samples, std::optional<double> target);
// add_quoted appends the operation against mlspp's quoted time, scaled to the machine as it is now.
void add_quoted(std::vector<Figure>& figures, const std::string& name, const Samples& samples, double quoted_us);
// add_size appends a size; against mlspp's, where that is known.
void add_plain(std::vector<Figure>& figures, const std::string& name, double value, std::string_view unit,
               std::optional<double> quoted);

}  // namespace valise::mls::bench
