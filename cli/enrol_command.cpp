// valise enrol: ask the authority's security officer to admit this device.
#include <unistd.h>

#include <array>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/progress_bar.hpp"
#include "cli/standard_input.hpp"
#include "cli/terminal_text.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

// Approval is a person's act: without --timeout the command waits for a working day.
constexpr auto default_patience = std::chrono::hours(10);

struct EnrolArguments {
  std::string invite;  // "-": standard input; empty: wait only
  std::string label;
  std::filesystem::path request_file;
  bool wait = false;
};

// The host's name tells the security officer which computer asks.
std::string default_label() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "device";
  return name.data();
}

Result<std::string> invite_of(Session& session, const EnrolArguments& arguments) {
  if (arguments.invite != "-") return arguments.invite;
  if (session.environment.in_is_terminal) session.output.note(session.output.say("enrol.paste_invite"));
  return read_word(session.environment);
}

Result<Enrolment> request(Session& session, Client& client, const EnrolArguments& arguments) {
  auto invite = invite_of(session, arguments);
  if (!invite) return std::unexpected(invite.error());
  ProgressBar bar(session.environment.err, session.output.progress_visible(), session.environment.width);
  const auto label = arguments.label.empty() ? default_label() : arguments.label;
  return client.enrol({.invite = std::move(*invite), .label = label, .request_file = arguments.request_file}, bar.callback());
}

std::string state_text(const Enrolment& enrolment, const Output& output) {
  const auto who =
      terminal_line(enrolment.officer_name.empty() ? enrolment.officer : enrolment.officer_name + " (" + enrolment.officer + ")");
  switch (enrolment.state) {
    case Enrolment::State::none: return output.say("enrol.not_enrolled");
    case Enrolment::State::requested: return output.say("enrol.requested", {{"who", who}});
    case Enrolment::State::enrolled: return output.say("enrol.enrolled", {{"who", who}});
    case Enrolment::State::revoked: return output.say("enrol.revoked", {{"who", who}});
  }
  return output.say("enrol.not_enrolled");
}

void show(Session& session, const Enrolment& enrolment, const EnrolArguments& arguments) {
  if (session.output.json()) return session.output.object("enrolment", json_of(enrolment));
  session.output.line(state_text(enrolment, session.output));
  if (enrolment.state != Enrolment::State::requested) return;
  if (!arguments.request_file.empty()) {
    session.output.note(session.output.say("enrol.take_file", {{"file", terminal_line(arguments.request_file.string())}}));
  }
  if (!arguments.wait) session.output.note(session.output.say("enrol.when_approved"));
}

Result<ExitCode> run_enrol(Session& session, const EnrolArguments& arguments) {
  if (arguments.invite.empty() && !arguments.wait) {
    return std::unexpected(problem(ErrorKind::usage, "enrol.no_invite"));
  }
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  auto enrolment = arguments.invite.empty() ? Result<Enrolment>(client->enrolment()) : request(session, *client, arguments);
  if (!enrolment) return std::unexpected(enrolment.error());
  if (arguments.wait) {
    session.output.note(state_text(*enrolment, session.output));
    enrolment = client->await_enrolment(session.globals.timeout.value_or(default_patience));
    if (!enrolment) return std::unexpected(enrolment.error());
  }
  show(session, *enrolment, arguments);
  return enrolment->state == Enrolment::State::revoked ? ExitCode::not_authorised : ExitCode::ok;
}

}  // namespace

void add_enrol(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("enrol");
  auto arguments = std::make_shared<EnrolArguments>();
  command->add_option("invite", arguments->invite)->type_name("INVITE|-");
  command->add_option("--label", arguments->label)->type_name("TEXT");
  command->add_option("--request-file", arguments->request_file)->type_name("FILE");
  command->add_flag("--wait", arguments->wait);
  command->footer(R"(
valise enrol - --wait < invite.txt  # help.enrol.example.wait
valise enrol - --request-file request.bin  # help.enrol.example.file
valise enrol --wait --timeout 2m  # help.enrol.example.again)");
  on_chosen(command, action, arguments, run_enrol);
}

}  // namespace valise::cli
