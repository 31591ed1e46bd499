#include "bench/mls_rows.hpp"

#include <fmt/core.h>

#include "bench/mls_quoted.hpp"

namespace valise::mls::bench {

std::string in_group(std::string_view what, std::uint32_t size) { return fmt::format("{}, N={}", what, size); }

void add_row(std::vector<Figure>& figures, const std::string& name, const Samples& samples, std::optional<double> target) {
  figures.push_back({name, median(samples.values), "us", median(samples.floors), target});
}

void add_quoted(std::vector<Figure>& figures, const std::string& name, const Samples& samples, double quoted_us) {
  const double scale = median(samples.units) / quoted::signature_and_verification_us;
  figures.push_back({name + ", against mlspp", median(samples.values), "us", quoted_us * scale, twice_as_fast});
}

void add_plain(std::vector<Figure>& figures, const std::string& name, double value, std::string_view unit,
               std::optional<double> quoted) {
  figures.push_back({quoted ? name + ", against mlspp" : name, value, unit, quoted, std::nullopt});
}

}  // namespace valise::mls::bench
