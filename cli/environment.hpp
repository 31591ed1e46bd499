// Environment: everything a command sees of the process it runs in, so that tests can stand in for it.
#pragma once

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "cli/passphrase.hpp"
#include "valise/directory.hpp"

namespace valise::cli {

struct Environment {
  std::istream& in;
  std::ostream& out;  // data only
  std::ostream& err;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::size_t width = 80;                                                // columns of the terminal
  std::function<std::optional<std::string>(const char* name)> variable;  // of the environment
  std::function<Time()> now;
  Ask ask;
};

}  // namespace valise::cli
