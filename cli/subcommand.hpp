// A command with arguments of its own below another: its options are bound to a value that lives as long as the parser.
#pragma once

#include <memory>

#include "cli/command_line.hpp"

namespace valise::cli {

template <class Arguments>
struct Subcommand {
  CLI::App* app;
  std::shared_ptr<Arguments> arguments;
};

// add_subcommand gives one that does `run` when it is chosen.
template <class Arguments>
Subcommand<Arguments> add_subcommand(CLI::App& parent, Action& action, const char* name, const char* description,
                                     Result<ExitCode> (*run)(Session&, const Arguments&), const char* footer) {
  auto* app = parent.add_subcommand(name, description);
  auto arguments = std::make_shared<Arguments>();
  app->footer(footer);
  on_chosen(app, action, arguments, run);
  return {app, std::move(arguments)};
}

}  // namespace valise::cli
