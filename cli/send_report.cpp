#include "cli/send_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/delivery_text.hpp"
#include "cli/json_views.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

std::string names_of(const std::vector<MemberView>& members, const language::Speaker& speaker) {
  std::vector<std::string> names;
  for (const auto& member : members) {
    if (!member.self) names.push_back(fmt::format("{} ({})", terminal_line(member.officer_name), terminal_line(member.officer)));
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return speaker.list(names);
}

}  // namespace

void show_report(Session& session, const SendReport& report) {
  auto& output = session.output;
  const bool sent = report.state == DeliveryState::sent;
  if (!report.warning.empty()) output.warning(sentences_text(report.warning, output));
  const auto reason = reason_text(report.reason, report.error, output);
  if (report.failed) output.warning(output.say("delivery.failed", {{"reason", reason}}));
  if (!sent && !report.failed) output.warning(output.say("common.queued", {{"reason", reason}}));
  if (output.json()) return output.object("send", json_of(report));
  const auto state = report.failed ? output.styled(Style::bad, output.say("delivery.failed_mark"))
                                   : output.styled(sent ? Style::good : Style::caution, said(report.state, output));
  output.line(
      output.say("send.outcome", {{"state", state}, {"message", short_id(report.message)}, {"room", short_id(report.room)}}));
  if (const auto names = names_of(report.recipients, output.speaker()); !names.empty()) {
    output.note(output.say("send.to", {{"names", names}}));
  }
  if (sent && report.delivered > 0) output.note(delivered_text(report.delivered, report.devices, output));
  if (sent) return;
  if (report.failed) return output.note(output.say("delivery.failed_advice"));
  output.note(report.reason_kind == ErrorKind::not_authorised ? output.say("send.maybe_revoked") : output.say("send.goes_later"));
}

ExitCode exit_code_of(const SendReport& report) {
  if (report.failed) return ExitCode::failed;
  if (report.state == DeliveryState::sent) return ExitCode::ok;
  return report.reason_kind == ErrorKind::not_authorised ? ExitCode::not_authorised : ExitCode::network;
}

Result<ExitCode> reported(Session& session, const Result<SendReport>& report) {
  if (!report) return std::unexpected(report.error());
  show_report(session, *report);
  return exit_code_of(*report);
}

}  // namespace valise::cli
