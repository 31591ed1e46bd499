// Figures: what a bench prints, as a table or as JSON rows of {name, value, unit, against, ratio}. `against` is what the value is
// compared with, measured in the same run and in the same unit.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <vector>

namespace valise::bench {

struct Figure {
  std::string name;
  double value = 0;
  std::string_view unit;
  double against = 0;  // 0: nothing to compare with
  std::string_view against_what = {};

  [[nodiscard]] std::string full_name() const {
    return against_what.empty() ? name : fmt::format("{}, against {}", name, against_what);
  }
};

inline void print_table(const std::vector<Figure>& figures) {
  fmt::print("{:<78} {:>10} {:<9} {:>10} {:>7}\n", "relay", "value", "unit", "against", "ratio");
  for (const Figure& figure : figures) {
    fmt::print("{:<78} {:>10.2f} {:<9}", figure.full_name(), figure.value, figure.unit);
    if (figure.against > 0) fmt::print(" {:>10.2f} {:>7.2f}", figure.against, figure.value / figure.against);
    fmt::print("\n");
  }
}

inline void print_json(const std::vector<Figure>& figures) {
  const char* separator = "[\n";
  for (const Figure& figure : figures) {
    fmt::print(R"({}  {{"name": "relay: {}", "value": {:.3f}, "unit": "{}")", separator, figure.full_name(), figure.value,
               figure.unit);
    if (figure.against > 0) fmt::print(R"(, "against": {:.3f}, "ratio": {:.3f})", figure.against, figure.value / figure.against);
    fmt::print("}}");
    separator = ",\n";
  }
  fmt::print("\n]\n");
}

}  // namespace valise::bench
