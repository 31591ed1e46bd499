// valise send: write a message.
#include <fmt/format.h>

#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/deadline.hpp"
#include "cli/interruption.hpp"
#include "cli/json_views.hpp"
#include "cli/problem.hpp"
#include "cli/progress_bar.hpp"
#include "cli/send_report.hpp"
#include "cli/standard_input.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/words.hpp"
#include "valise/delivery.hpp"

namespace valise::cli {
namespace {

constexpr std::size_t max_text = 256 * 1024;  // docs/PROTOCOL.md, "Limits"

struct SendArguments {
  std::vector<std::string> to;  // a lone "-" among them means: text from standard input
  std::optional<std::string> text;
  std::string urgency = "routine";
  std::optional<std::string> acknowledge_by;
  bool urgent = false;
  bool emergency = false;
  std::string wait;
  std::optional<std::string> patience;
  Draft rest;
};

Result<std::string> text_of(Session& session, const SendArguments& arguments) {
  if (arguments.text && *arguments.text != "-") return *arguments.text;
  const bool asked_for = arguments.text || std::ranges::find(arguments.to, "-") != arguments.to.end();
  if (!asked_for && !arguments.rest.files.empty()) return std::string();
  if (session.environment.in_is_terminal) {
    if (session.globals.passphrase.no_input) return std::unexpected(problem(ErrorKind::usage, "send.no_text"));
    session.output.note(session.output.say("send.type_the_text"));
  }
  return read_all(session.environment, max_text);
}

Urgency urgency_of(const SendArguments& arguments) {
  if (arguments.emergency || arguments.urgency == "emergency") return Urgency::emergency;
  if (arguments.urgent || arguments.urgency == "urgent") return Urgency::urgent;
  return Urgency::routine;
}

// check_room finds contradictions that no profile is needed for.
Result<> check_room(const Draft& draft) {
  const bool existing = !draft.room.empty() || !draft.in_reply_to.empty();
  if (draft.to.empty() && !existing) {
    return std::unexpected(problem(ErrorKind::usage, "send.no_recipient"));
  }
  if (!draft.to.empty() && existing) {
    return std::unexpected(problem(ErrorKind::usage, "send.room_new_and_old"));
  }
  if (!draft.to.empty() && draft.subject.empty()) return std::unexpected(problem(ErrorKind::usage, "send.no_subject"));
  return {};
}

Result<> check_files(const Draft& draft) {
  for (const auto& file : draft.files) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored)) continue;
    return std::unexpected(problem(ErrorKind::not_found, "send.no_file", {{"file", file.string()}}));
  }
  return {};
}

Result<Draft> draft_of(Session& session, const SendArguments& arguments) {
  auto draft = arguments.rest;
  draft.to = arguments.to;
  std::erase(draft.to, "-");
  draft.urgency = urgency_of(arguments);
  if (arguments.acknowledge_by) {
    draft.acknowledge_by = parse_deadline(*arguments.acknowledge_by, session.environment.now());
    const bool ahead = draft.acknowledge_by && *draft.acknowledge_by > session.environment.now();
    if (!ahead) return std::unexpected(problem(ErrorKind::usage, "alerts.bad_deadline", {{"time", *arguments.acknowledge_by}}));
    if (draft.urgency == Urgency::routine) return std::unexpected(problem(ErrorKind::usage, "alerts.deadline_of_routine"));
  }
  if (const auto checked = check_room(draft); !checked) return std::unexpected(checked.error());
  if (const auto checked = check_files(draft); !checked) return std::unexpected(checked.error());
  auto text = text_of(session, arguments);
  if (!text) return std::unexpected(text.error());
  draft.text = std::move(*text);
  if (draft.text.empty() && draft.files.empty()) return std::unexpected(problem(ErrorKind::usage, "send.nothing"));
  return draft;
}

// A person at a terminal sees whom a new room will reach, before anything is sent.
Result<> show_recipients(Session& session, Client& client, const Draft& draft) {
  if (draft.to.empty() || !session.environment.err_is_terminal || session.output.json()) return {};
  const auto recipients = client.recipients(draft.to);
  if (!recipients) return std::unexpected(recipients.error());
  for (const auto& recipient : *recipients)
    session.output.note(recipient_text(recipient, session.environment.now(), session.output));
  return {};
}

Milestone milestone_of(const std::string& word) {
  if (word == "acknowledged") return Milestone::acknowledged;
  return word == "delivered" ? Milestone::delivered : Milestone::stored;
}

// An answer is waited for until it is due.
Result<WaitOptions> waiting_of(Session& session, const SendArguments& arguments, const Draft& draft) {
  WaitOptions out{.until = milestone_of(arguments.wait)};
  if (out.until == Milestone::acknowledged && draft.urgency == Urgency::routine)
    return std::unexpected(problem(ErrorKind::usage, "delivery.acknowledge_routine"));
  const auto now = session.environment.now();
  auto until = out.until == Milestone::acknowledged ? draft.acknowledge_by : std::nullopt;
  if (arguments.patience) {
    until = parse_deadline(*arguments.patience, now);
    if (!until || *until <= now)
      return std::unexpected(problem(ErrorKind::usage, "delivery.bad_patience", {{"time", *arguments.patience}}));
  }
  if (until) out.patience = std::chrono::duration_cast<std::chrono::milliseconds>(*until - now);
  return out;
}

std::string missed_text(Milestone milestone, const Output& output) {
  switch (milestone) {
    case Milestone::stored: return output.say("delivery.missed.stored");
    case Milestone::delivered: return output.say("delivery.missed.delivered");
    case Milestone::acknowledged: return output.say("delivery.missed.acknowledged");
  }
  return {};
}

// What is not at the relay, or will never be, is said by its own code; 7 is for what others have not done by then.
Result<ExitCode> wait(Session& session, Client& client, const std::string& message, const WaitOptions& options) {
  const Interruption interruption(session.environment);
  const auto waited = Delivery(client).wait(message, options, interruption.token());
  if (!waited) return std::unexpected(waited.error());
  show_report(session, waited->report);
  if (interruption.signal_number() == SIGINT) return ExitCode::interrupted;
  const auto code = exit_code_of(waited->report);
  if (waited->reached || waited->report.failed) return code;
  session.output.warning(missed_text(options.until, session.output));
  return code == ExitCode::ok ? ExitCode::unanswered : code;
}

Result<ExitCode> run_send(Session& session, const SendArguments& arguments) {
  const auto draft = draft_of(session, arguments);
  if (!draft) return std::unexpected(draft.error());
  const auto waiting = waiting_of(session, arguments, *draft);
  if (!waiting) return std::unexpected(waiting.error());
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  if (auto shown = show_recipients(session, *client, *draft); !shown) return std::unexpected(shown.error());
  warn_of_urgency(session, *client, *draft);
  ProgressBar bar(session.environment.err, session.output.progress_visible(), session.environment.width);
  const auto report = client->send(*draft, bar.callback());
  bar.finish();
  if (report && !arguments.wait.empty()) return wait(session, *client, report->message, *waiting);
  return reported(session, report);
}

}  // namespace

void add_send(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("send");
  auto arguments = std::make_shared<SendArguments>();
  auto& draft = arguments->rest;
  command->add_option("address", arguments->to)->type_name("ADDRESS");
  command->add_option("--subject,-s", draft.subject)->type_name("TEXT");
  command->add_option("--text,-t", arguments->text)->type_name("TEXT|-");
  command->add_option("--file,-f", draft.files)->type_name("FILE")->allow_extra_args(false);
  command->add_option("--room", draft.room)->type_name("ROOM");
  command->add_option("--reply-to", draft.in_reply_to)->type_name("MSG");
  command->add_option("--from", draft.from)->type_name("POST");
  command->add_option("--handling", draft.handling)->type_name("CONDITION")->allow_extra_args(false);
  auto* urgent = command->add_flag("--urgent", arguments->urgent);
  auto* emergency = command->add_flag("--emergency", arguments->emergency)->excludes(urgent);
  command->add_option("--urgency", arguments->urgency)
      ->type_name("URGENCY")
      ->check(CLI::IsMember({"routine", "urgent", "emergency"}))
      ->excludes(urgent)
      ->excludes(emergency);
  command->add_option("--acknowledge-by", arguments->acknowledge_by)->type_name("2h|TIME");
  auto* wait = command->add_option("--wait", arguments->wait)
                   ->type_name("stored|delivered|acknowledged")
                   ->check(CLI::IsMember({"stored", "delivered", "acknowledged"}));
  command->add_option("--patience", arguments->patience)->type_name("10m|TIME")->needs(wait);
  command->footer(R"(
valise send ke-odpp/duty --subject "Preservation of a log" --urgent --acknowledge-by 2h --text "May we call you about it today?"
valise send ke-odpp/duty fr-bepi/desk --subject "Draft request" --file draft.pdf --handling confidential
valise send country=KE,mandate=untoc-18 --subject "Right address?" --text -
valise send country=KE,on-duty --subject "Log about to be overwritten" --urgent --text "Please call."
valise send ke-odpp/duty --subject "Log" --urgent --acknowledge-by 2h --wait acknowledged --text "Please call."
valise send --reply-to 3f9a52c1 - < answer.txt
valise send --room 77b0c4de --text "Thank you.")");
  on_chosen(command, action, arguments, run_send);
}

}  // namespace valise::cli
