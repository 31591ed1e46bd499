// valise completion: completion for bash, zsh and fish. valise manual: the manual page. Both are made from the tree of commands
// itself, so they cannot be out of date.
#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/manual.hpp"

namespace valise::cli {
namespace {

struct CompletionArguments {
  std::string shell;
};

const CLI::App* root_of(const CLI::App* app) {
  while (app->get_parent() != nullptr) app = app->get_parent();
  return app;
}

}  // namespace

void add_completion(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("completion");
  auto arguments = std::make_shared<CompletionArguments>();
  command->add_option("shell", arguments->shell)->type_name("SHELL")->check(CLI::IsMember({"bash", "zsh", "fish"}))->required();
  command->footer("valise completion bash\nvalise completion fish");
  command->callback([&action, arguments, command] {
    action = [arguments, tree = root_of(command)](Session& session) -> Result<ExitCode> {
      session.output.line(completion(*tree, arguments->shell, session.output.speaker()));
      return ExitCode::ok;
    };
  });
}

void add_manual(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("manual");
  command->footer("valise manual");
  command->callback([&action, command] {
    action = [tree = root_of(command)](Session& session) -> Result<ExitCode> {
      session.output.line(manual_page(*tree, session.output.speaker()));
      return ExitCode::ok;
    };
  });
}

}  // namespace valise::cli
