// valise doctor: what is wrong, and what to do.
#include <fmt/format.h>

#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/text_views.hpp"
#include "cli/words.hpp"
#include "valise/doctor.hpp"

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

template <class Items>
ExitCode code_of(const Items& items) {
  const bool failed = std::ranges::any_of(items, [](const auto& item) { return item.outcome == Check::Outcome::failed; });
  return failed ? ExitCode::failed : ExitCode::ok;
}

ExitCode show_checks(Output& output, const std::vector<Check>& checks) {
  output.object("doctor", {{"healthy", code_of(checks) == ExitCode::ok}, {"checks", array_of(checks)}});
  return code_of(checks);
}

ExitCode show_findings(Output& output, const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    const auto outcome = output.styled(style_of(finding.outcome), fmt::format("{:<8}", said(finding.outcome, output)));
    const auto name = output.say("doctor.name." + finding.check);
    output.line(fmt::format("{} {}: {}", outcome, name, sentences_text(finding.says, output)));
  }
  return code_of(findings);
}

Result<ExitCode> run_doctor(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  return session.output.json() ? show_checks(session.output, client->doctor())
                               : show_findings(session.output, Doctor(*client).examine());
}

}  // namespace

void add_doctor(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("doctor");
  command->footer(R"(
valise doctor
valise doctor --json)");
  on_chosen(command, action, run_doctor);
}

}  // namespace valise::cli
