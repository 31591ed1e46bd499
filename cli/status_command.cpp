// valise status: where this profile stands.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

std::string status_text(const Status& s, const Output& output) {
  const auto& e = s.enrolment;
  auto text = fmt::format("Enrolment  {}\n",
                          output.styled(e.state == Enrolment::State::enrolled ? Style::good : Style::caution, word(e.state)));
  if (!e.officer.empty()) text += fmt::format("Officer    {} ({})\n", terminal_line(e.officer_name), terminal_line(e.officer));
  if (!e.device.empty()) text += fmt::format("Device     {} {}\n", short_id(e.device), terminal_line(e.label));
  if (!e.relay.empty()) text += fmt::format("Relay      {}\n", terminal_line(e.relay));
  if (!s.posts.empty()) text += fmt::format("Posts      {}\n", terminal_line(fmt::format("{}", fmt::join(s.posts, ", "))));
  text += fmt::format("Directory  {} entries, root {}\n", s.head.size, terminal_line(s.head.root));
  if (!s.head.age.empty()) text += fmt::format("           {}\n", terminal_line(s.head.age));
  text += fmt::format("Messages   {} rooms, {} unread\n", s.rooms, s.unread);
  const auto queued = fmt::format("{} not sent yet", s.queued);
  return text + fmt::format("Queue      {}", s.queued > 0 ? output.styled(Style::caution, queued) : "empty");
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
  if (!arguments.seen) return ExitCode::ok;
  if (auto marked = client->mark_alarms_seen(); !marked) return std::unexpected(marked.error());
  return ExitCode::ok;
}

}  // namespace

void add_status(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("status", "Show enrolment, directory, queue and alarms (works offline)");
  auto arguments = std::make_shared<StatusArguments>();
  command->add_flag("--seen", arguments->seen, "Show the alarms and mark them as seen");
  command->footer("\nExamples:\n  valise status\n  valise status --json");
  on_chosen(command, action, arguments, run_status);
}

}  // namespace valise::cli
