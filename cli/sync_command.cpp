// valise sync: the newest directory, verified.
#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

Result<ExitCode> run_sync(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto report = client->sync();
  if (!report) return std::unexpected(report.error());
  if (session.output.json()) {
    session.output.object("sync", {{"directory", json_of(report->head)}, {"new_entries", report->new_entries}});
  } else {
    session.output.line(session.output.say(
        "sync.done", {{"size", report->head.size}, {"new", report->new_entries}, {"root", terminal_line(report->head.root)}}));
  }
  return ExitCode::ok;
}

}  // namespace

void add_sync(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("sync");
  command->footer(R"(
valise sync
valise sync --json)");
  on_chosen(command, action, run_sync);
}

}  // namespace valise::cli
