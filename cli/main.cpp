// The program `valise`: connects run() to the process.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "cli/at_desk.hpp"
#include "cli/run.hpp"
#include "cli/terminal_width.hpp"
#include "cli/tty_prompt.hpp"
#include "valise/process.hpp"

namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

valise::Time now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the writing call, not the end in the middle of a transaction
  if (const auto hardened = valise::harden_process(); !hardened) {
    std::cerr << "valise: " << hardened.error().message << '\n';
    return static_cast<int>(hardened.error().kind);
  }
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const valise::cli::Environment environment{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .in_is_terminal = ::isatty(STDIN_FILENO) == 1,
      .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
      .width = valise::cli::terminal_width(),
      .variable = variable,
      .now = now,
      .ask = valise::cli::ask_at_terminal,
      .at_desk = valise::cli::at_desk,
  };
  return static_cast<int>(valise::cli::run(arguments, environment));
}
