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

// add_subcommand gives one that does `run` when it is chosen. Its help is the catalogue's; the examples are lines as in help.hpp.
template <class Arguments>
Subcommand<Arguments> add_subcommand(CLI::App& parent, Action& action, const char* name,
                                     Result<ExitCode> (*run)(Session&, const Arguments&), const char* examples) {
  auto* app = parent.add_subcommand(name);
  auto arguments = std::make_shared<Arguments>();
  app->footer(examples);
  on_chosen(app, action, arguments, run);
  return {app, std::move(arguments)};
}

}  // namespace valise::cli
