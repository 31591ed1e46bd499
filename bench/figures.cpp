#include "bench/figures.hpp"

#include <fmt/core.h>
#include <time.h>

#include <algorithm>

namespace valise::bench {
namespace {

void print_json(std::string_view subject, const std::vector<Figure>& figures) {
  fmt::print("[");
  const char* separator = "\n";
  for (const Figure& figure : figures) {
    fmt::print(R"({}  {{"name": "{}: {}", "value": {:.3f}, "unit": "{}")", separator, subject, figure.name, figure.value,
               figure.unit);
    if (figure.against) fmt::print(R"(, "against": {:.3f}, "ratio": {:.3f})", *figure.against, figure.ratio());
    if (figure.target) fmt::print(R"(, "target": {:.2f}, "met": {})", *figure.target, figure.met());
    fmt::print("}}");
    separator = ",\n";
  }
  fmt::print("\n]\n");
}

void print_table(std::string_view subject, const std::vector<Figure>& figures) {
  std::size_t width = 40;
  for (const Figure& figure : figures) width = std::max(width, figure.name.size());
  fmt::print("{:<{}} {:>12} {:<9} {:>12} {:>7} {:>7}\n", subject, width, "value", "", "against", "ratio", "target");
  for (const Figure& figure : figures) {
    fmt::print("{:<{}} {:>12.2f} {:<9}", figure.name, width, figure.value, figure.unit);
    if (figure.against) fmt::print(" {:>12.2f} {:>7.2f}", *figure.against, figure.ratio());
    if (figure.target) fmt::print(" {:>7.2f} {}", *figure.target, figure.met() ? "met" : "MISSED");
    fmt::print("\n");
  }
}

}  // namespace

void print(std::string_view subject, const std::vector<Figure>& figures, Form form) {
  form == Form::json ? print_json(subject, figures) : print_table(subject, figures);
}

double cpu_us() {
  timespec at{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) * 1e6 + static_cast<double>(at.tv_nsec) * 1e-3;
}

double median(std::vector<double> samples) {
  std::ranges::sort(samples);
  return samples[samples.size() / 2];
}

}  // namespace valise::bench
