#include "desk/form_views.hpp"

#include "desk/views.hpp"

namespace valise::desk {
namespace {

static_assert(static_cast<int>(FieldType::line) == v1::DeskFieldDescription::TYPE_LINE);
static_assert(static_cast<int>(FieldType::yes_no) == v1::DeskFieldDescription::TYPE_YES_NO);
static_assert(static_cast<int>(FormState::refused) == v1::DeskForm::STATE_REFUSED);
static_assert(static_cast<int>(FormalRequest::received) == v1::DeskForm::FORMAL_RECEIVED);
static_assert(static_cast<int>(FormDebt::What::period) == v1::DeskFormDebt::WHAT_PERIOD);

template <class Fields>
void put_fields(const FormFields& fields, Fields& out) {
  for (const auto& field : fields) {
    auto& added = *out.Add();
    added.set_name(field.name);
    for (const auto& value : field.values) added.add_values(value);
  }
}

template <class Problems>
void put_problems(const std::vector<FieldProblem>& problems, Problems& out) {
  for (const auto& problem : problems) {
    auto& added = *out.Add();
    added.set_field(problem.field);
    added.set_code(problem.code);
    added.set_limit(problem.limit);
  }
}

v1::DeskFieldDescription view_of(const FieldDescription& field) {
  v1::DeskFieldDescription out;
  out.set_name(std::string(field.name));
  out.set_type(static_cast<v1::DeskFieldDescription::Type>(field.type));
  out.set_required(field.required);
  out.set_many(field.many);
  out.set_longest(static_cast<std::uint32_t>(field.longest));
  out.set_least(field.least);
  out.set_most(field.most);
  for (const auto choice : field.choices) out.add_choices(std::string(choice));
  out.set_only_with(std::string(field.only_with));
  out.set_only_value(std::string(field.only_value));
  return out;
}

v1::DeskFormDebt view_of(const FormDebt& debt) {
  v1::DeskFormDebt out;
  out.set_what(static_cast<v1::DeskFormDebt::What>(debt.what));
  out.set_who(debt.who);
  out.set_mine(debt.mine);
  out.set_yours(debt.yours);
  out.set_due(millis(debt.due));
  out.set_promised(debt.promised);
  out.set_overdue(debt.overdue);
  return out;
}

v1::DeskFormStep view_of(const FormStep& step) {
  v1::DeskFormStep out;
  out.set_act(step.act);
  put_person(step, out);
  out.set_post(step.post);
  out.set_text(step.text);
  out.set_promised_by(millis(step.promised_by));
  out.set_at(millis(step.at));
  return out;
}

}  // namespace

v1::DeskFormKind view_of(const FormDescription& description) {
  v1::DeskFormKind out;
  out.set_kind(std::string(description.kind));
  out.set_wants_answer(description.awaited == Awaited::answer);
  for (const auto& field : description.fields) *out.add_fields() = view_of(field);
  return out;
}

v1::DeskComment view_of(const CommentView& comment) {
  v1::DeskComment out;
  out.set_message(comment.message);
  put_person(comment, out);
  out.set_passage(comment.passage);
  out.set_text(comment.text);
  out.set_proposal(comment.proposal);
  out.set_found(comment.found);
  out.set_at(millis(comment.at));
  return out;
}

v1::DeskForm view_of(const FormView& form) {
  v1::DeskForm out;
  out.set_message(form.message);
  out.set_room(form.room);
  out.set_subject(form.subject);
  out.set_kind(form.kind);
  out.set_version(form.version);
  out.set_known(form.known);
  put_fields(form.fields, *out.mutable_fields());
  put_problems(form.problems, *out.mutable_problems());
  out.set_from(form.from);
  out.set_asked(form.asked);
  put_person(form, out);
  out.set_sent_at(millis(form.sent_at));
  out.set_outgoing(form.outgoing);
  out.set_state(static_cast<v1::DeskForm::State>(form.state));
  out.set_formal(static_cast<v1::DeskForm::Formal>(form.formal));
  out.set_open(form.open);
  for (const auto& debt : form.debts) *out.add_debts() = view_of(debt);
  out.set_period_ends(millis(form.period_ends));
  out.set_predecessor(form.predecessor);
  for (const auto& next : form.successors) out.add_successors(next);
  for (const auto& step : form.history) *out.add_history() = view_of(step);
  for (const auto& comment : form.comments) *out.add_comments() = view_of(comment);
  return out;
}

v1::DeskFormDraft view_of(const FormDraft& draft) {
  v1::DeskFormDraft out;
  out.set_id(draft.id);
  out.set_kind(draft.kind);
  for (const auto& address : draft.to) out.add_to(address);
  out.set_room(draft.room);
  out.set_predecessor(draft.predecessor);
  out.set_asks(draft.asks);
  out.set_from(draft.from);
  out.set_subject(draft.subject);
  out.set_urgency(static_cast<v1::DeskUrgency>(draft.urgency));
  out.set_acknowledge_by(millis(draft.acknowledge_by));
  for (const auto& condition : draft.handling) out.add_handling(condition);
  put_fields(draft.fields, *out.mutable_fields());
  out.set_changed(millis(draft.changed));
  const auto* description = form_description(draft.kind);
  if (description == nullptr) return out;
  put_problems(check_form(*description, draft.fields), *out.mutable_problems());
  for (const auto& field : description->fields) {
    if (is_required(field, draft.fields)) out.add_required(std::string(field.name));
  }
  return out;
}

FormDraft draft_of(const v1::DeskFormDraft& draft) {
  FormDraft out;
  out.id = draft.id();
  out.kind = draft.kind();
  out.to = {draft.to().begin(), draft.to().end()};
  out.room = draft.room();
  out.predecessor = draft.predecessor();
  out.asks = draft.asks();
  out.from = draft.from();
  out.subject = draft.subject();
  if (draft.urgency() == v1::DESK_URGENCY_URGENT) out.urgency = Urgency::urgent;
  if (draft.urgency() == v1::DESK_URGENCY_EMERGENCY) out.urgency = Urgency::emergency;
  if (draft.acknowledge_by() > 0) out.acknowledge_by = Time(std::chrono::milliseconds(draft.acknowledge_by()));
  out.handling = {draft.handling().begin(), draft.handling().end()};
  for (const auto& field : draft.fields()) set_values(out.fields, field.name(), {field.values().begin(), field.values().end()});
  return out;
}

}  // namespace valise::desk
