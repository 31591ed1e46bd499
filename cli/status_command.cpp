// valise status: where this profile stands.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_line.hpp"
#include "cli/delivery_text.hpp"
#include "cli/json_views.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

std::string age_text(const DirectoryHead& head, const Output& output) {
  if (head.age_seconds < 0) return output.say("status.head_future");
  const auto time = length_text(std::chrono::seconds(head.age_seconds), output.speaker());
  return output.say(head.witnessed ? "status.head_witnessed" : "status.head_shown", {{"time", time}});
}

std::string status_text(const Status& s, const Output& output) {
  const auto line = [&](std::string_view label, const std::string& value) {
    return value.empty() ? std::string() : fmt::format("{:<10} {}\n", output.say(label), value);
  };
  const auto& e = s.enrolment;
  const auto style = e.state == Enrolment::State::enrolled ? Style::good : Style::caution;
  auto text = line("status.label.enrolment", output.styled(style, said(e.state, output)));
  if (!e.officer.empty()) {
    text +=
        line("status.label.officer",
             output.say("directory.officer", {{"name", terminal_line(e.officer_name)}, {"address", terminal_line(e.officer)}}));
  }
  if (!e.device.empty()) text += line("status.label.device", short_id(e.device) + " " + terminal_line(e.label));
  text += line("status.label.relay", terminal_line(e.relay));
  text += line("status.label.posts", terminal_line(fmt::format("{}", fmt::join(s.posts, ", "))));
  text += line("status.label.directory",
               output.say("status.directory", {{"count", s.head.size}, {"root", terminal_line(s.head.root)}}));
  if (s.head.known) text += fmt::format("{:<10} {}\n", "", age_text(s.head, output));
  text += line("status.label.messages", output.speaker().list({output.say("status.rooms", {{"count", s.rooms}}),
                                                               output.say("room.unread", {{"count", s.unread}})}));
  const auto queue = s.queued > 0 ? output.styled(Style::caution, output.say("status.not_sent", {{"count", s.queued}}))
                                  : output.say("status.empty");
  return text + fmt::format("{:<10} {}", output.say("status.label.queue"), queue);
}

void show(Session& session, const Status& status) {
  if (session.output.json()) return session.output.object("status", json_of(status));
  session.output.line(status_text(status, session.output));
  for (const auto& recovery : status.recoveries) session.output.line(recovery_text(recovery, session.output));
  for (const auto& alarm : status.alarms) session.output.line(notice_text(alarm, session.output));
}

struct StatusArguments {
  bool seen = false;
};

Result<ExitCode> run_status(Session& session, const StatusArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto status = client->status();
  if (!status) return std::unexpected(status.error());
  show(session, *status);
  warn_of_failed(status->failed, session.output);
  if (arguments.seen) {
    if (auto marked = client->mark_alarms_seen(); !marked) return std::unexpected(marked.error());
  }
  return status->failed > 0 ? ExitCode::failed : ExitCode::ok;
}

}  // namespace

void add_status(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("status");
  auto arguments = std::make_shared<StatusArguments>();
  command->add_flag("--seen", arguments->seen);
  command->footer("valise status\nvalise status --json");
  on_chosen(command, action, arguments, run_status);
}

}  // namespace valise::cli
