// What MLS costs beside what it must cost at least.
//
//   mls_bench [--json] [--quick]
//
// Figures are medians of processor time. `against` is the operation's floor, the public-key operations that RFC 9420 cannot do
// without, run by plain libsodium right after each sample; in rows "against mlspp" it is a quoted figure scaled to this machine.
// --quick takes small groups and few samples, for the test that checks the rows' shape.
#include <algorithm>
#include <cstdio>
#include <string_view>

#include "bench/figures.hpp"
#include "bench/mls_workloads.hpp"

int main(int argc, char** argv) {
  using namespace valise::mls::bench;
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  const auto given = [&](std::string_view option) { return std::ranges::find(arguments, option) != arguments.end(); };
  if (std::ranges::any_of(arguments, [](auto argument) { return argument != "--json" && argument != "--quick"; })) {
    std::fputs("usage: mls_bench [--json] [--quick]\n", stderr);
    return 2;
  }
  const Effort effort = given("--quick") ? Effort::quick : Effort::full;
  std::vector<Figure> figures;
  measure_memory(effort, figures);
  measure_key_packages(effort, figures);
  const std::vector<std::uint32_t> sizes =
      effort == Effort::quick ? std::vector<std::uint32_t>{2, 10} : std::vector<std::uint32_t>{2, 10, 50, 200, 1000};
  for (std::uint32_t size : sizes) {
    measure_growth(size, effort, figures);
    measure_epochs(size, effort, figures);
    measure_saving(size, effort, figures);
  }
  print("mls", figures, given("--json") ? valise::bench::Form::json : valise::bench::Form::table);
  return 0;
}
