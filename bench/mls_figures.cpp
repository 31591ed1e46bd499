#include "bench/mls_figures.hpp"

#include <fmt/core.h>
#include <time.h>

#include <algorithm>

namespace valise::mls::bench {

double cpu_us() {
  timespec at{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) * 1e6 + static_cast<double>(at.tv_nsec) * 1e-3;
}

double median(std::vector<double> samples) {
  std::ranges::sort(samples);
  return samples[samples.size() / 2];
}

void print_json(const std::vector<Figure>& figures) {
  fmt::print("[");
  const char* separator = "\n";
  for (const Figure& figure : figures) {
    fmt::print("{}  {{\"name\": \"mls: {}\", \"value\": {:.2f}, \"unit\": \"{}\"", separator, figure.name, figure.value,
               figure.unit);
    if (figure.against) fmt::print(", \"against\": {:.2f}, \"ratio\": {:.3f}", *figure.against, figure.ratio());
    if (figure.target) fmt::print(", \"target\": {:.2f}, \"met\": {}", *figure.target, figure.met());
    fmt::print("}}");
    separator = ",\n";
  }
  fmt::print("\n]\n");
}

void print_table(const std::vector<Figure>& figures) {
  fmt::print("{:<58} {:>12} {:<4} {:>12} {:>7} {:>7}\n", "MLS (processor time, median)", "value", "", "against", "ratio",
             "target");
  for (const Figure& figure : figures) {
    fmt::print("{:<58} {:>12.2f} {:<4}", figure.name, figure.value, figure.unit);
    if (figure.against) fmt::print(" {:>12.2f} {:>7.2f}", *figure.against, figure.ratio());
    if (figure.target) fmt::print(" {:>7.2f} {}", *figure.target, figure.met() ? "met" : "MISSED");
    fmt::print("\n");
  }
}

}  // namespace valise::mls::bench
