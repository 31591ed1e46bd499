// Environment: everything a command sees of the process it runs in, so that tests can stand in for it.
#pragma once

#include <filesystem>
#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/passphrase.hpp"
#include "valise/directory.hpp"

namespace valise {
class Client;
}

namespace valise::cli {

struct DeskCall;
struct LentSignals;

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

  // Gives the command to a desk that has the profile open, if there is one (at_desk.hpp); not set: commands always run here.
  std::function<std::optional<ExitCode>(const DeskCall&)> at_desk{};

  // In such a desk, for somebody else's command line:
  Client* client = nullptr;        // open already
  std::filesystem::path folder{};  // absolute: what relative paths start from
  LentSignals* signals = nullptr;  // instead of this process's
};

}  // namespace valise::cli
