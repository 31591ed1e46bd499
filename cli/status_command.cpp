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
  text += fmt::format("Messages   {} rooms, {} unread\n", s.rooms, s.unread);
  const auto queued = fmt::format("{} not sent yet", s.queued);
  return text + fmt::format("Queue      {}", s.queued > 0 ? output.styled(Style::caution, queued) : "empty");
}

Result<ExitCode> run_status(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto status = client->status();
  if (!status) return std::unexpected(status.error());
  if (session.output.json()) {
    session.output.object("status", json_of(*status));
    return ExitCode::ok;
  }
  session.output.line(status_text(*status, session.output));
  for (const auto& alarm : status->alarms) session.output.line(notice_text(alarm, session.output));
  return ExitCode::ok;
}

}  // namespace

void add_status(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("status", "Show enrolment, directory, queue and alarms (works offline)");
  command->footer("\nExamples:\n  valise status\n  valise status --json");
  on_chosen(command, action, run_status);
}

}  // namespace valise::cli
