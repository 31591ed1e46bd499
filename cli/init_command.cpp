// valise init: an empty profile.
#include <boost/json/object.hpp>

#include "cli/command_line.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

struct InitArguments {
  bool quick_key_derivation = false;
};

Result<ExitCode> run_init(Session& session, const InitArguments& arguments) {
  const auto folder = session.profile();
  if (!folder) return std::unexpected(folder.error());
  session.output.note(session.output.say("init.no_reset"));
  auto passphrase = new_passphrase(session.globals.passphrase, session.environment.ask, session.output.speaker());
  if (!passphrase) return std::unexpected(passphrase.error());
  auto options = session.options(std::move(*passphrase));
  if (!options) return std::unexpected(options.error());
  options->quick_key_derivation = arguments.quick_key_derivation;
  if (const auto created = Client::create(std::move(*options)); !created) return std::unexpected(created.error());
  if (session.output.json()) {
    session.output.object("profile", {{"folder", folder->string()}});
  } else {
    session.output.line(session.output.say("init.done", {{"folder", terminal_line(folder->string())}}));
  }
  session.output.note(session.output.say("init.next"));
  return ExitCode::ok;
}

}  // namespace

void add_init(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("init");
  command->footer(R"(
valise init
valise init --profile /srv/duty-desk --passphrase-file /run/credentials/valise)");
  auto arguments = std::make_shared<InitArguments>();
  command->add_flag("--quick-key-derivation", arguments->quick_key_derivation);
  on_chosen(command, action, arguments, run_init);
}

}  // namespace valise::cli
