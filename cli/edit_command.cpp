// valise edit, valise retract: to change or take back what one wrote.
#include "cli/command_line.hpp"
#include "cli/send_report.hpp"
#include "cli/standard_input.hpp"
#include "valise/editing.hpp"

namespace valise::cli {
namespace {

constexpr std::size_t max_text = 256 * 1024;  // docs/PROTOCOL.md, "Limits"

struct EditArguments {
  std::string message;
  std::string text;
};

struct RetractArguments {
  std::string message;
  std::string reason;
};

Result<ExitCode> run_edit(Session& session, const EditArguments& arguments) {
  std::string text = arguments.text;
  if (text == "-") {
    auto read = read_all(session.environment, max_text);
    if (!read) return std::unexpected(read.error());
    text = std::move(*read);
  }
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  return reported(session, Editing(*client).edit(arguments.message, text));
}

Result<ExitCode> run_retract(Session& session, const RetractArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  return reported(session, Editing(*client).retract(arguments.message, arguments.reason));
}

}  // namespace

void add_edit(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("edit");
  auto arguments = std::make_shared<EditArguments>();
  command->add_option("message", arguments->message)->type_name("MSG")->required();
  command->add_option("--text,-t", arguments->text)->type_name("TEXT|-")->required();
  command->footer(R"(
valise edit 3f9a52c1 --text "The account number ends with 4417."
valise edit 3f9a52c1 --text - < corrected.txt)");
  on_chosen(command, action, arguments, run_edit);
}

void add_retract(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("retract");
  auto arguments = std::make_shared<RetractArguments>();
  command->add_option("message", arguments->message)->type_name("MSG")->required();
  command->add_option("--reason", arguments->reason)->type_name("TEXT")->required();
  command->footer(R"(
valise retract 3f9a52c1 --reason "Sent to the wrong room.")");
  on_chosen(command, action, arguments, run_retract);
}

}  // namespace valise::cli
