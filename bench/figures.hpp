// Figures: what a bench prints, as a table or as JSON rows of {name, value, unit, against, ratio, target, met}. `against` is what
// the value is compared with, in the same unit and measured in the same run unless the name says otherwise.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace valise::bench {

struct Figure {
  std::string name;
  double value = 0;
  std::string_view unit;
  std::optional<double> against = {};
  std::optional<double> target = {};  // the largest ratio that will do, or the smallest
  bool at_least = false;

  [[nodiscard]] double ratio() const { return value / *against; }
  [[nodiscard]] bool met() const { return at_least ? ratio() >= *target : ratio() <= *target; }
};

// print writes them to standard output. `subject` begins each name in JSON ("mls: ") and stands over the table.
enum class Form { table, json };
void print(std::string_view subject, const std::vector<Figure>& figures, Form form);

// cpu_us gives this thread's processor time in microseconds: a busy machine changes it far less than wall time.
[[nodiscard]] double cpu_us();

template <class Work>
[[nodiscard]] double timed(Work&& work) {
  const double start = cpu_us();
  work();
  return cpu_us() - start;
}

// median requires at least one sample.
[[nodiscard]] double median(std::vector<double> samples);

}  // namespace valise::bench
