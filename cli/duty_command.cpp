// valise duty: who has the duty, and handing it over.
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/deadline.hpp"
#include "cli/delivery_text.hpp"
#include "cli/json_views.hpp"
#include "cli/office_hours.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "cli/words.hpp"
#include "valise/duty.hpp"

namespace valise::cli {
namespace {

namespace json = boost::json;

struct DutyArguments {
  std::string post;
  std::string to;
  std::string remarks;
  std::vector<std::string> promises;  // "TEXT", or "2026-11-23T12:00Z TEXT"
};

json::value time_or_null(const std::optional<Time>& time) { return time ? json::value(utc_text(*time)) : json::value(nullptr); }
json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::object json_of(const OfficerName& officer) { return {{"address", officer.address}, {"name", officer.name}}; }

json::array json_of(const std::vector<HandoverItem>& items) {
  json::array out;
  for (const auto& item : items) {
    out.push_back(json::object{{"room", text_or_null(item.room)},
                               {"message", text_or_null(item.message)},
                               {"text", item.text},
                               {"due", time_or_null(item.due)},
                               {"in_charge", text_or_null(item.in_charge)}});
  }
  return out;
}

json::value json_of(const std::optional<Handover>& h) {
  if (!h) return nullptr;
  return json::object{{"id", h->id},
                      {"post", h->post},
                      {"from", json_of(h->from)},
                      {"to", json_of(h->to)},
                      {"at", utc_text(h->at)},
                      {"open", json_of(h->open)},
                      {"promises", json_of(h->promises)},
                      {"remarks", text_or_null(h->remarks)}};
}

json::value json_of(const std::optional<LocalClock>& clock) {
  static const language::Speaker english(language::Language::en);
  return clock ? json::value(clock_text(*clock, english)) : json::value(nullptr);
}

json::object json_of(const DutyStatus& s) {
  json::array officers;
  for (const auto& officer : s.plan.officers) officers.push_back(json_of(officer));
  return {{"post", s.post},
          {"planned", s.plan.planned},
          {"officers", std::move(officers)},
          {"until", s.plan.until ? json::value(utc_text(s.plan.until->at)) : json::value(nullptr)},
          {"local_time", json_of(s.there)},
          {"own_local_time", json_of(s.here)},
          {"holder", s.holder ? json::value(json_of(*s.holder)) : json::value(nullptr)},
          {"since", time_or_null(s.since)},
          {"by_sheet", s.by_sheet},
          {"waiting", json_of(s.waiting)}};
}

std::string officer_text(const OfficerName& officer, const Output& output) {
  return output.say("directory.officer", {{"name", terminal_line(officer.name)}, {"address", terminal_line(officer.address)}});
}

void list(Session& session, std::string_view title, const std::vector<HandoverItem>& items) {
  auto& output = session.output;
  if (items.empty()) return;
  output.line("  " + output.say(title));
  for (const auto& item : items) {
    const auto due = item.due ? "  " + both_times(*item.due, output.speaker()) : std::string();
    output.line("    " + terminal_line(item.text) + due + (item.message.empty() ? "" : "  " + short_id(item.message)));
  }
}

void show(Session& session, const DutyStatus& s) {
  auto& output = session.output;
  if (output.json()) return output.object("duty", json_of(s));
  output.line(output.styled(Style::bold, terminal_line(s.post)));
  output.line("  " + output.say("duty.plan",
                                {{"officers", terminal_line(duty_text(s.plan, session.environment.now(), output.speaker()))}}));
  if (s.there && s.here) {
    output.line("  " + output.say("duty.clocks", {{"there", clock_text(*s.there, output.speaker())},
                                                  {"here", clock_text(*s.here, output.speaker())}}));
  }
  if (s.holder) {
    output.line("  " + output.say("duty.holder", {{"officer", officer_text(*s.holder, output)},
                                                  {"time", both_times(s.since.value_or(Time{}), output.speaker())}}));
  }
  if (!s.waiting) return;
  output.line("  " + output.styled(Style::caution, output.say("duty.waiting", {{"from", officer_text(s.waiting->from, output)},
                                                                               {"to", officer_text(s.waiting->to, output)}})));
  list(session, "duty.open", s.waiting->open);
  list(session, "duty.promised", s.waiting->promises);
  if (!s.waiting->remarks.empty()) output.line("  " + terminal_line(s.waiting->remarks));
}

ExitCode exit_code_of(const SendReport& report) {
  if (report.state == DeliveryState::sent) return ExitCode::ok;
  return report.reason_kind == ErrorKind::not_authorised ? ExitCode::not_authorised : ExitCode::network;
}

Result<ExitCode> said(Session& session, const Result<SendReport>& report, std::string_view id) {
  if (!report) return std::unexpected(report.error());
  auto& output = session.output;
  if (report->state != DeliveryState::sent)
    output.warning(output.say("common.queued", {{"reason", reason_text(report->reason, report->error, output)}}));
  if (output.json()) {
    output.object("send", cli::json_of(*report));
  } else {
    output.line(output.say(id));
  }
  return exit_code_of(*report);
}

template <class Work>
Result<ExitCode> with_duty(Session& session, Work&& work) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Duty duty(*client);
  return work(duty);
}

Result<ExitCode> run_status(Session& session, const DutyArguments& arguments) {
  return with_duty(session, [&](Duty& duty) -> Result<ExitCode> {
    const auto all = duty.status(arguments.post);
    if (!all) return std::unexpected(all.error());
    for (const auto& one : *all) show(session, one);
    return ExitCode::ok;
  });
}

Result<ExitCode> run_take(Session& session, const DutyArguments& arguments) {
  return with_duty(session,
                   [&](Duty& duty) { return said(session, duty.take(arguments.post, arguments.remarks), "duty.taken"); });
}

// A promise may begin with the time until which it is to be kept.
HandoverItem promise_of(const std::string& text, Time now) {
  const auto blank = text.find(' ');
  const auto due = blank == std::string::npos ? std::nullopt : parse_deadline(text.substr(0, blank), now);
  return {.room = {}, .message = {}, .text = due ? text.substr(blank + 1) : text, .due = due, .in_charge = {}};
}

Result<ExitCode> run_handover(Session& session, const DutyArguments& arguments) {
  HandoverDraft draft{.post = arguments.post, .to = arguments.to, .promises = {}, .remarks = arguments.remarks};
  for (const auto& text : arguments.promises) draft.promises.push_back(promise_of(text, session.environment.now()));
  return with_duty(session, [&](Duty& duty) { return said(session, duty.handover(draft), "duty.handed_over"); });
}

Result<ExitCode> run_accept(Session& session, const DutyArguments& arguments) {
  return with_duty(session,
                   [&](Duty& duty) { return said(session, duty.accept(arguments.post, arguments.remarks), "duty.accepted"); });
}

}  // namespace

void add_duty(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("duty");
  command->require_subcommand(1);
  auto arguments = std::make_shared<DutyArguments>();
  const auto sub = [&](const char* name, auto run, const char* examples) {
    auto* made = command->add_subcommand(name);
    made->footer(examples);
    on_chosen(made, action, arguments, run);
    return made;
  };
  const auto post = [&](CLI::App* made) { made->add_option("post", arguments->post)->type_name("POST"); };
  const auto remarks = [&](CLI::App* made) { made->add_option("--remarks,-r", arguments->remarks)->type_name("TEXT"); };
  post(sub("status", run_status, "valise duty status\nvalise duty status ug-dpp/duty --json"));
  auto* take = sub("take", run_take, "valise duty take ke-odpp/duty");
  post(take);
  remarks(take);
  auto* handover =
      sub("handover", run_handover,
          "valise duty handover ke-odpp/duty --to @potieno --promise \"2026-11-23T12:00Z Call Paris about the log\"");
  post(handover);
  handover->add_option("--to", arguments->to)->type_name("OFFICER")->required();
  handover->add_option("--promise", arguments->promises)->type_name("[TIME ]TEXT")->allow_extra_args(false);
  remarks(handover);
  auto* accept = sub("accept", run_accept, "valise duty accept");
  post(accept);
  remarks(accept);
}

}  // namespace valise::cli
