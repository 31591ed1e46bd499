// Figures of the MLS benchmark: samples of processor time, each taken beside its floor, and the rows made of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace valise::mls::bench {

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

// Samples of one operation. `floors` and `units` were measured right after each value, so that a busy machine changes all alike.
struct Samples {
  std::vector<double> values;
  std::vector<double> floors;
  std::vector<double> units;  // one short signature and one short verification
};

struct Figure {
  std::string name;
  double value = 0;
  std::string_view unit;
  std::optional<double> against;
  std::optional<double> target;  // the largest ratio that will do

  [[nodiscard]] double ratio() const { return value / *against; }
  [[nodiscard]] bool met() const { return ratio() <= *target; }
};

void print_json(const std::vector<Figure>& figures);
void print_table(const std::vector<Figure>& figures);

}  // namespace valise::mls::bench
