// One command of valise-registrar within another program, which wants to know why it failed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keys/registrar/environment.hpp"

namespace valise::registrar {

struct Ran {
  int code = 0;                      // the exit code
  std::optional<base::Error> error;  // why; nothing where it went well, or the words were wrong
};

// run_command is run_registrar (commands.hpp), which says its failure as text only.
[[nodiscard]] Ran run_command(const std::vector<std::string>& arguments, Environment& environment);

}  // namespace valise::registrar
