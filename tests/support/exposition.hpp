// A strict reader of the text format of Prometheus (version 0.0.4): what it takes, a scraper takes, and it refuses what is bad
// style, too. Throws std::runtime_error that names the line.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace valise::tests {

struct ExposedFamily {
  std::string type;
  std::string help;
  std::map<std::string, double> samples;  // by the name with its labels, as they stand in the line
};

using Exposition = std::map<std::string, ExposedFamily>;

// parse_exposition wants: HELP, TYPE and samples of a family together and in this order, no family or sample twice, names and
// labels of the allowed form, counters that end in _total and are not negative, histograms with ascending bounds, cumulative
// counts, +Inf equal to _count, and a _sum.
[[nodiscard]] Exposition parse_exposition(std::string_view text);

// sample gives one value; throws when it is not there.
[[nodiscard]] double sample(const Exposition& exposition, const std::string& family, const std::string& labelled_name);

// http_get asks plain HTTP on 127.0.0.1 and gives the whole answer, head included; empty when nobody answers.
[[nodiscard]] std::string http_get(int port, const std::string& target, const std::string& host = "127.0.0.1");

}  // namespace valise::tests
