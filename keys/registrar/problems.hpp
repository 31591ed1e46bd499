// Problems: what is wrong with a file that a person wrote, all of it at once, each with its place. Reading goes on after a
// problem, so that a person mends a file once and not line by line.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace valise::registrar {

struct Problem {
  std::string file;
  std::size_t line = 0;  // from 1; 0 where it concerns the whole file
  std::string field;     // may be empty
  std::string reason;    // never the value itself

  // text gives "file:line: field: reason".
  [[nodiscard]] std::string text() const;
};
using Problems = std::vector<Problem>;

// in_order sorts by file and line.
void in_order(Problems& problems);

}  // namespace valise::registrar
