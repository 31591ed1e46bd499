// valise doctor: what is wrong, and what to do.
#include <fmt/format.h>

#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/terminal_text.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

Style style_of(Check::Outcome outcome) {
  switch (outcome) {
    case Check::Outcome::ok: return Style::good;
    case Check::Outcome::warning: return Style::caution;
    case Check::Outcome::failed: return Style::bad;
  }
  return Style::bad;
}

Result<ExitCode> run_doctor(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto checks = client->doctor();
  const bool healthy = std::ranges::none_of(checks, [](const Check& check) { return check.outcome == Check::Outcome::failed; });
  if (session.output.json()) {
    session.output.object("doctor", {{"healthy", healthy}, {"checks", array_of(checks)}});
    return healthy ? ExitCode::ok : ExitCode::failed;
  }
  for (const auto& check : checks) {
    const auto outcome =
        session.output.styled(style_of(check.outcome), fmt::format("{:<8}", said(check.outcome, session.output)));
    session.output.line(fmt::format("{} {}: {}", outcome, terminal_line(check.name), terminal_line(check.detail)));
  }
  return healthy ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

void add_doctor(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("doctor", "Examine profile, directory, relay and queue");
  command->footer(R"(
Ends with code 1 if something has failed.

Examples:
  valise doctor
  valise doctor --json)");
  on_chosen(command, action, run_doctor);
}

}  // namespace valise::cli
