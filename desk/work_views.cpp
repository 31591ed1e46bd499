#include "desk/work_views.hpp"

#include "desk/views.hpp"

namespace valise::desk {

namespace {

v1::DeskMatterState view_of(MatterState state) { return static_cast<v1::DeskMatterState>(state); }
static_assert(static_cast<int>(MatterState::open) == v1::DESK_MATTER_STATE_OPEN);
static_assert(static_cast<int>(MatterState::in_charge) == v1::DESK_MATTER_STATE_IN_CHARGE);
static_assert(static_cast<int>(MatterState::declined) == v1::DESK_MATTER_STATE_DECLINED);
static_assert(static_cast<int>(MatterState::contested) == v1::DESK_MATTER_STATE_CONTESTED);
static_assert(static_cast<int>(MatterState::done) == v1::DESK_MATTER_STATE_DONE);
static_assert(static_cast<int>(WaitingItem::What::answer) == v1::DeskWaitingItem::WHAT_ANSWER);
static_assert(static_cast<int>(WaitingItem::What::charge) == v1::DeskWaitingItem::WHAT_CHARGE);
static_assert(static_cast<int>(WaitingItem::What::permission) == v1::DeskWaitingItem::WHAT_PERMISSION);
static_assert(static_cast<int>(WaitingItem::What::form) == v1::DeskWaitingItem::WHAT_FORM);

v1::DeskMatterAnswer view_of(const MatterAnswer& answer) {
  v1::DeskMatterAnswer out;
  out.set_state(view_of(answer.state));
  put_person(answer, out);
  out.set_post(answer.post);
  out.set_reason(answer.reason);
  out.set_at(millis(answer.at));
  return out;
}

v1::DeskHandover view_of(const Handover& sheet, const std::string& me) {
  v1::DeskHandover out;
  *out.mutable_from() = desk::view_of(sheet.from);
  *out.mutable_to() = desk::view_of(sheet.to);
  out.set_at(millis(sheet.at));
  for (const auto& item : sheet.open) *out.add_open() = desk::view_of(item);
  for (const auto& item : sheet.promises) *out.add_promises() = desk::view_of(item);
  out.set_remarks(sheet.remarks);
  out.set_for_me(sheet.to.address == me);
  return out;
}

}  // namespace

v1::DeskMatter view_of(const MatterView& matter) {
  v1::DeskMatter out;
  out.set_message(matter.message);
  out.set_room(matter.room);
  out.set_subject(matter.subject);
  out.set_from(matter.from);
  out.set_asked(matter.asked);
  out.set_urgency(static_cast<v1::DeskUrgency>(matter.urgency));
  out.set_sent_at(millis(matter.sent_at));
  out.set_answer_by(millis(matter.answer_by));
  out.set_state(view_of(matter.state));
  put_person(matter, out);
  out.set_reason(matter.reason);
  out.set_answered_at(millis(matter.answered_at));
  out.set_overdue(matter.overdue);
  out.set_outgoing(matter.outgoing);
  out.set_asks_me(matter.asks_me);
  out.set_mine(matter.mine);
  for (const auto& answer : matter.history) *out.add_history() = view_of(answer);
  return out;
}

v1::DeskWaitingItem view_of(const WaitingItem& item) {
  v1::DeskWaitingItem out;
  out.set_what(static_cast<v1::DeskWaitingItem::What>(item.what));
  out.set_message(item.message);
  out.set_room(item.room);
  out.set_subject(item.subject);
  out.set_whom(item.whom);
  out.set_urgency(static_cast<v1::DeskUrgency>(item.urgency));
  out.set_since(millis(item.since));
  out.set_due(millis(item.due));
  out.set_overdue(item.overdue);
  out.set_promised(item.promised);
  return out;
}

v1::DeskOfficer view_of(const OfficerName& officer) {
  v1::DeskOfficer out;
  out.set_address(officer.address);
  out.set_name(officer.name);
  return out;
}

v1::DeskHandoverItem view_of(const HandoverItem& item) {
  v1::DeskHandoverItem out;
  out.set_room(item.room);
  out.set_message(item.message);
  out.set_text(item.text);
  out.set_due(millis(item.due));
  out.set_in_charge(item.in_charge);
  return out;
}

v1::DeskDutyPost view_of(const DutyStatus& status, const std::string& me) {
  v1::DeskDutyPost out;
  out.set_post(status.post);
  out.set_planned(status.plan.planned);
  for (const auto& officer : status.plan.officers) *out.add_now() = view_of(officer);
  for (const auto& officer : status.plan.next) *out.add_next() = view_of(officer);
  if (status.plan.until) out.set_until(millis(status.plan.until->at));
  if (status.holder) *out.mutable_holder() = view_of(*status.holder);
  out.set_since(millis(status.since));
  out.set_by_sheet(status.by_sheet);
  out.set_held_by_me(status.holder && status.holder->address == me);
  if (status.waiting) *out.mutable_waiting() = view_of(*status.waiting, me);
  return out;
}

v1::DeskReach view_of(const ReachView& reach) {
  v1::DeskReach out;
  out.set_address(reach.address);
  out.set_state(static_cast<v1::DeskReach::State>(reach.state));
  out.set_since(millis(reach.since));
  return out;
}

v1::DeskChannel view_of(const ChannelView& channel) {
  v1::DeskChannel out;
  out.set_id(channel.id);
  out.set_address(channel.address);
  out.set_webhook(channel.kind == ChannelKind::webhook);
  out.set_target(channel.target);
  out.set_set_at(millis(channel.set_at));
  out.set_set_by(channel.set_by);
  out.set_confirmed(millis(channel.confirmed));
  out.set_last_success(millis(channel.last_success));
  out.set_failing_since(millis(channel.failing_since));
  return out;
}

}  // namespace valise::desk
