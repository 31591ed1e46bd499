#include "cli/standard_input.hpp"

#include "cli/problem.hpp"

namespace valise::cli {

Result<std::string> read_all(const Environment& environment, std::size_t limit) {
  std::string text;
  for (char c = 0; environment.in.get(c);) {
    if (text.size() == limit) {
      return std::unexpected(problem(ErrorKind::usage, "input.too_long", {{"limit", limit}}));
    }
    text += c;
  }
  return text;
}

Result<std::string> read_word(const Environment& environment) {
  std::string line;
  std::getline(environment.in, line);
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return std::unexpected(problem(ErrorKind::usage, "input.empty"));
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace valise::cli
