#include "cli/matter_text.hpp"

#include <fmt/format.h>

#include "cli/room_title.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

std::string time_text(Time due, Time now, const Output& output) {
  if (due > now) return output.say("matter.time_left", {{"time", length_text(due - now, output.speaker())}});
  return output.styled(Style::bad, output.say("matter.overdue", {{"time", length_text(now - due, output.speaker())}}));
}

std::string waits_for(const std::string& whom, const Output& output) {
  if (whom.empty()) return output.say("matter.waits_for_anybody");
  return output.say("matter.waits_for", {{"whom", terminal_line(whom)}});
}

std::string state_text(const MatterView& m, const Output& output) {
  const auto name = terminal_line(m.officer_name.empty() ? m.officer : m.officer_name);
  switch (m.state) {
    case MatterState::open: return waits_for(m.asked, output);
    case MatterState::in_charge: return output.say("matter.in_charge", {{"name", name}});
    case MatterState::declined: return output.styled(Style::caution, output.say("matter.declined", {{"name", name}}));
    case MatterState::contested: return output.styled(Style::caution, output.say("matter.contested", {{"name", name}}));
    case MatterState::done: return output.say("matter.done", {{"name", name}});
  }
  return "";
}

std::string act_text(const std::string& act, const Output& output) {
  if (act == "take") return output.say("matter.act.take");
  if (act == "decline") return output.say("matter.act.decline");
  if (act == "contest") return output.say("matter.act.contest");
  if (act == "done") return output.say("matter.act.done");
  if (act == "edit") return output.say("edit.act.edit");
  if (act == "retract") return output.say("edit.act.retract");
  if (act == "ask") return output.say("forward.act.ask");
  if (act == "grant") return output.say("forward.act.grant");
  if (act == "refuse") return output.say("forward.act.refuse");
  const auto id = "form.act." + act;
  return !act.empty() && language::Speaker::knows(id) ? output.say(id) : std::string();
}

}  // namespace

std::string matter_line(const MatterView& m, Time now, const Output& output) {
  const auto state = state_text(m, output);
  if (m.state != MatterState::open || !m.answer_by) return state;
  return fmt::format("{}, {}", state, time_text(*m.answer_by, now, output));
}

std::string act_line(const MessageView& m, const Output& output) {
  const auto act = act_text(m.act, output);
  if (!m.without_effect) return act;
  const auto warning = output.styled(Style::caution, output.say("matter.without_effect"));
  return act.empty() ? warning : fmt::format("{} ({})", act, warning);
}

std::string waiting_row(const WaitingItem& item, Time now, const Output& output) {
  auto text = fmt::format("{}  {}  {}", short_id(item.message), said(item.urgency, output), room_title(item.subject, output));
  if (item.what == WaitingItem::What::permission) text += "  " + output.say("forward.act.ask");
  const bool period = item.debt == FormDebt::What::period;
  if (period) text += "  " + output.say("form.owes.period", {{"who", terminal_line(item.whom)}});
  if (!item.for_me && !period) text += "  " + waits_for(item.whom, output);
  if (item.due) text += "  " + time_text(*item.due, now, output);
  if (item.promised && item.overdue) text += "  " + output.styled(Style::bad, output.say("form.owes.new_date"));
  return text;
}

}  // namespace valise::cli
