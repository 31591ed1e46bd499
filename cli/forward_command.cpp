// valise forward, valise permit: to say elsewhere what somebody said, and to allow that.
#include "cli/change_text.hpp"
#include "cli/command_line.hpp"
#include "cli/progress_bar.hpp"
#include "cli/send_report.hpp"
#include "cli/terminal_text.hpp"
#include "valise/forwarding.hpp"

namespace valise::cli {
namespace {

struct ForwardArguments {
  ForwardDraft draft;
  std::optional<std::string> ask;
  bool without_files = false;
};

struct PermitArguments {
  std::string wish;
  std::string remark;
  std::string refuse;
};

std::unexpected<Error> not_allowed(Session& session, const ForwardCheck& check) {
  return std::unexpected(
      problem(ErrorKind::not_authorised, "forward.not_allowed",
              {{"conditions", handling_text(check.against, session.output)}, {"post", terminal_line(check.from)}}));
}

Result<ExitCode> run_forward(Session& session, const ForwardArguments& arguments) {
  auto draft = arguments.draft;
  draft.with_files = !arguments.without_files;
  if (draft.to.empty() == draft.room.empty()) return std::unexpected(problem(ErrorKind::usage, "forward.one_of_both"));
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Forwarding forwarding(*client);
  if (arguments.ask) return reported(session, forwarding.ask(draft, *arguments.ask));
  const auto check = forwarding.check(draft);
  if (!check) return std::unexpected(check.error());
  if (!check->allowed()) return not_allowed(session, *check);
  if (!check->handling.empty()) {
    session.output.note(
        session.output.say("forward.goes_with", {{"conditions", handling_text(check->handling, session.output)}}));
  }
  ProgressBar bar(session.environment.err, session.output.progress_visible(), session.environment.width);
  const auto report = forwarding.forward(draft, bar.callback());
  bar.finish();
  return reported(session, report);
}

Result<ExitCode> run_permit(Session& session, const PermitArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Forwarding forwarding(*client);
  if (!arguments.refuse.empty()) return reported(session, forwarding.refuse(arguments.wish, arguments.refuse));
  return reported(session, forwarding.grant(arguments.wish, arguments.remark));
}

}  // namespace

void add_forward(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("forward");
  auto arguments = std::make_shared<ForwardArguments>();
  auto& draft = arguments->draft;
  command->add_option("message", draft.message)->type_name("MSG")->required();
  command->add_option("address", draft.to)->type_name("ADDRESS");
  command->add_option("--room", draft.room)->type_name("ROOM");
  command->add_option("--subject,-s", draft.subject)->type_name("TEXT");
  command->add_option("--from", draft.from)->type_name("POST");
  command->add_flag("--without-files", arguments->without_files);
  command->add_option("--ask", arguments->ask)->type_name("REASON");
  command->footer(R"(
valise forward 3f9a52c1 ug-dpp/desk --subject "Account in Kampala"
valise forward 3f9a52c1 ug-dpp/desk --ask "The account is held in Kampala."
valise forward 3f9a52c1 --room 77b0c4de --without-files)");
  on_chosen(command, action, arguments, run_forward);
}

void add_permit(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("permit");
  auto arguments = std::make_shared<PermitArguments>();
  command->add_option("wish", arguments->wish)->type_name("MSG")->required();
  auto* remark = command->add_option("--remark", arguments->remark)->type_name("TEXT");
  command->add_option("--refuse", arguments->refuse)->type_name("REASON")->excludes(remark);
  command->footer(R"(
valise permit 8b1d02aa
valise permit 8b1d02aa --remark "To ug-dpp/desk only, for this case."
valise permit 8b1d02aa --refuse "The source would be in danger.")");
  on_chosen(command, action, arguments, run_permit);
}

}  // namespace valise::cli
