// valise read: one message in full.
#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/saving.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {
namespace {

struct ReadArguments {
  std::string message;
  std::filesystem::path save;
};

Result<ExitCode> run_read(Session& session, const ReadArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto message = client->read(arguments.message);
  if (!message) return std::unexpected(message.error());
  if (session.output.json()) {
    session.output.object("message", json_of(*message));
  } else {
    session.output.line(message_text(*message, session.output));
  }
  if (arguments.save.empty()) return ExitCode::ok;
  if (const auto saved = save_files(session, *client, *message, arguments.save); !saved) return std::unexpected(saved.error());
  return ExitCode::ok;
}

}  // namespace

void add_read(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("read");
  auto arguments = std::make_shared<ReadArguments>();
  command->add_option("message", arguments->message)->type_name("MSG")->required();
  command->add_option("--save", arguments->save)->type_name("DIR");
  command->footer(R"(
valise read 3f9a52c1
valise read 3f9a52c1 --save case-17)");
  on_chosen(command, action, arguments, run_read);
}

}  // namespace valise::cli
