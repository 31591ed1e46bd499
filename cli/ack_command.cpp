// valise ack: answer an urgent message by name.
#include "cli/command_line.hpp"
#include "cli/send_report.hpp"
#include "valise/matters.hpp"

namespace valise::cli {
namespace {

struct AckArguments {
  std::string message;
  bool take = false;
  bool done = false;
  std::string decline;
  std::string contest;
  std::string remark;
};

Result<SendReport> answer(Matters matters, const AckArguments& arguments) {
  if (!arguments.decline.empty()) return matters.decline(arguments.message, arguments.decline);
  if (!arguments.contest.empty()) return matters.contest(arguments.message, arguments.contest);
  if (arguments.done) return matters.done(arguments.message, arguments.remark);
  return matters.take(arguments.message, arguments.remark);
}

Result<ExitCode> run_ack(Session& session, const AckArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  return reported(session, answer(Matters(*client), arguments));
}

}  // namespace

void add_ack(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("ack");
  auto arguments = std::make_shared<AckArguments>();
  command->add_option("message", arguments->message)->type_name("MSG")->required();
  auto* take = command->add_flag("--take", arguments->take);
  auto* decline = command->add_option("--decline", arguments->decline)->type_name("REASON");
  auto* contest = command->add_option("--contest", arguments->contest)->type_name("REASON");
  auto* done = command->add_flag("--done", arguments->done);
  command->add_option("--remark", arguments->remark)->type_name("TEXT")->excludes(decline)->excludes(contest);
  take->excludes(decline)->excludes(contest)->excludes(done);
  decline->excludes(contest)->excludes(done);
  contest->excludes(done);
  command->footer(R"(
valise ack 3f9a52c1
valise ack 3f9a52c1 --take --remark "I call you at 14:00 UTC."
valise ack 3f9a52c1 --decline "Not our mandate; write to ke-cert/duty."
valise ack 3f9a52c1 --contest "The provider keeps logs for a year."
valise ack 3f9a52c1 --done)");
  on_chosen(command, action, arguments, run_ack);
}

}  // namespace valise::cli
