#include "client-sdk/client/form_view.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/form_comments.hpp"
#include "client-sdk/client/form_period.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/unsettled.hpp"
#include "client-sdk/forms/moments.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
using valise::FormalRequest;
using valise::FormDebt;
using valise::FormState;
using valise::FormView;

constexpr auto kDay = 24h;

// Case is a form and what was said about it, read once.
struct Case {
  const store::Message& message;
  v1::Content content;
  valise::FormFields fields;
  std::vector<store::Message> said;  // changes of status, and that somebody took the matter in charge
  FormTrack track;
  std::vector<store::MessageKey> successors;

  [[nodiscard]] const valise::FormDescription* description() const { return valise::form_description(content.form().kind()); }
  [[nodiscard]] valise::Awaited awaited() const {
    return description() == nullptr ? valise::Awaited::answer : description()->awaited;
  }
};

v1::FormStatus status_in(const v1::Content& content) {
  if (content.has_status_change()) return content.status_change().status();
  const bool taken = content.acknowledgement().answer() == v1::ANSWER_TAKE;
  return taken ? v1::FORM_STATUS_ACKNOWLEDGED : v1::FORM_STATUS_UNSPECIFIED;
}

Result<Case> case_of(store::Transaction& tx, const store::Message& message) {
  Case out{.message = message, .content = content_of(message), .fields = {}, .said = {}, .track = {}, .successors = {}};
  out.fields = fields_of(out.content.form());
  auto said = messages_about(tx, key_of(message), {v1::Content::kStatusChange, v1::Content::kAcknowledgement});
  if (!said) return pass_on(said);
  for (store::Message& word : *said) {
    const v1::Content content = content_of(word);
    if (status_in(content) == v1::FORM_STATUS_UNSPECIFIED) continue;
    std::optional<Promise> promise;
    if (const auto until = promise_in(content)) promise = Promise{.until = *until, .said_in = key_of(word)};
    out.track = advance(out.track, status_in(content), promise);
    out.said.push_back(std::move(word));
  }
  auto successors = tx.links().about(key_of(message), v1::Content::kForm);
  if (!successors) return pass_on(successors);
  out.successors = std::move(*successors);
  return out;
}

// The end of a day that a field names.
std::optional<base::UnixMillis> end_of_day(const valise::FormFields& fields, std::string_view name) {
  const auto date = forms::parse_date(value_of(fields, name));
  return date ? std::optional<base::UnixMillis>(*date + kDay) : std::nullopt;
}

std::optional<base::UnixMillis> acknowledge_by(const v1::Content& content) {
  constexpr std::uint64_t latest = std::chrono::milliseconds(90 * kDay).count();
  if (content.acknowledge_by_ms() <= content.sent_at_ms()) return std::nullopt;
  if (content.acknowledge_by_ms() - content.sent_at_ms() > latest) return std::nullopt;
  return base::from_wire(content.acknowledge_by_ms());
}

bool owes_answer(const Case& form) {
  const bool replaced = is_draft(form.content.form().kind()) && !form.successors.empty();
  return !replaced && !is_settled(form.track.state, form.awaited());
}

Obligation answer_owed(const Case& form) {
  FormDebt debt;
  debt.what = form.awaited() == valise::Awaited::answer ? FormDebt::What::answer : FormDebt::What::acknowledgement;
  debt.who = form.content.asks();
  if (form.track.answer) {
    debt.due = form.track.answer->until;
    debt.promised = true;
    return {.debt = std::move(debt), .said_in = form.track.answer->said_in};
  }
  if (form.track.state == FormState::sent) debt.due = acknowledge_by(form.content);
  if (!debt.due) debt.due = end_of_day(form.fields, "reply_by");
  return {.debt = std::move(debt), .said_in = key_of(form.message)};
}

// What the sender's side owes: a formal request that it announced, in a word or in the form itself once that was answered.
std::optional<Obligation> request_owed(const Case& form) {
  const bool announced = form.track.formal == FormalRequest::to_follow;
  const bool intended = form.track.formal == FormalRequest::none && form.track.state == FormState::answered &&
                        value_of(form.fields, "formal_intended") == "yes";
  if (!announced && !intended) return std::nullopt;
  Obligation out{.debt = {}, .said_in = key_of(form.message)};
  out.debt.what = FormDebt::What::formal_request;
  out.debt.who = form.content.from_post();
  out.debt.due = end_of_day(form.fields, "formal_when");
  if (announced && form.track.request) {
    out.debt.due = form.track.request->until;
    out.said_in = form.track.request->said_in;
  }
  out.debt.promised = out.debt.due.has_value();
  return out;
}

// Whose turn it is, as this officer sees it. Where nobody in particular is asked, everybody but the sender's side is.
void place(const Context& context, const Case& form, FormDebt& debt) {
  debt.overdue = debt.due && *debt.due <= context.clock.now();
  if (!context.identity) return;
  const auto own = own_addresses(context);
  const bool own_form = own.contains(form.content.from_post()) || form.message.direction == store::Direction::outgoing;
  const bool asked = form.content.asks().empty() ? !own_form : own.contains(form.content.asks());
  const bool of_sender = debt.what == FormDebt::What::formal_request || debt.what == FormDebt::What::period;
  debt.mine = of_sender ? own_form : asked;
  debt.yours = !debt.mine && (of_sender ? asked : own_form);
}

// Another form extends it, or is to: one that was neither refused nor taken back.
Result<bool> is_extended(store::Transaction& tx, const Case& form) {
  for (const store::MessageKey& key : form.successors) {
    auto message = tx.messages().find(key.id, key.sender);
    if (!message) return pass_on(message);
    auto gone = is_retracted(tx, key);
    if (!gone) return pass_on(gone);
    if (!*message || *gone) continue;
    auto extension = case_of(tx, **message);
    if (!extension) return pass_on(extension);
    if (extension->track.state != FormState::refused) return true;
  }
  return false;
}

// The end of a period that somebody was found to keep to, and that nothing has followed yet.
Result<std::optional<base::UnixMillis>> end_to_watch(store::Transaction& tx, const Case& form) {
  const auto state = form.track.state;
  const bool kept = state != FormState::sent && state != FormState::refused;
  if (!kept || form.track.formal == FormalRequest::received) return std::nullopt;
  auto ends = period_end(tx, form.message);
  if (!ends || !*ends) return ends;
  auto extended = is_extended(tx, form);
  if (!extended) return pass_on(extended);
  return *extended ? std::nullopt : *ends;
}

Result<std::optional<Obligation>> period_owed(store::Transaction& tx, const Context& context, const Case& form) {
  auto ends = end_to_watch(tx, form);
  if (!ends) return pass_on(ends);
  const auto now = context.clock.now();
  if (!*ends || now < **ends - kPeriodSeenBefore || now >= **ends + kPeriodSeenAfter) return std::nullopt;
  FormDebt debt;
  debt.what = FormDebt::What::period;
  debt.who = form.content.from_post();
  debt.due = **ends;
  return Obligation{.debt = std::move(debt), .said_in = key_of(form.message)};
}

Result<std::vector<Obligation>> obligations_of(store::Transaction& tx, const Context& context, const Case& form) {
  std::vector<Obligation> out;
  if (owes_answer(form)) out.push_back(answer_owed(form));
  if (auto request = request_owed(form)) out.push_back(std::move(*request));
  auto period = period_owed(tx, context, form);
  if (!period) return pass_on(period);
  if (*period) out.push_back(std::move(**period));
  for (Obligation& owed : out) {
    place(context, form, owed.debt);
    owed.debt.message = base::to_hex(owed.said_in.id.view());
  }
  return out;
}

valise::FormStep step_of(const Context& context, const store::Message& message) {
  const v1::Content content = content_of(message);
  const valise::MemberView who = member_view(context, message.sender);
  const bool change = content.has_status_change();
  return {.act = word(status_in(content)),
          .officer = who.officer,
          .officer_name = who.officer_name,
          .post = content.from_post(),
          .text = change ? content.status_change().text() : content.acknowledgement().reason(),
          .promised_by = promise_in(content),
          .message = base::to_hex(message.id.view()),
          .at = message.sent_at};
}

// ---- the whole ----

void add_description(const Case& form, FormView& out) {
  const auto* description = form.description();
  out.kind = form.content.form().kind();
  out.version = form.content.form().version();
  out.known = description != nullptr && out.version == description->version;
  out.fields = form.fields;
  if (out.known) out.problems = valise::check_form(*description, out.fields);
}

void add_people(const Context& context, const Case& form, FormView& out) {
  const valise::MemberView who = member_view(context, form.message.sender);
  out.from = form.content.from_post();
  out.asked = form.content.asks();
  out.officer = who.officer;
  out.officer_name = who.officer_name;
}

Result<> add_track(store::Transaction& tx, const Context& context, const Case& form, FormView& out) {
  out.state = form.track.state;
  out.formal = form.track.formal;
  auto owed = obligations_of(tx, context, form);
  if (!owed) return pass_on(owed);
  for (Obligation& one : *owed) out.debts.push_back(std::move(one.debt));
  out.open = !out.debts.empty();
  for (const store::Message& said : form.said) out.history.push_back(step_of(context, said));
  return {};
}

Result<> note_broken(store::Transaction& tx, const Context& context, const store::Message& form, const Obligation& owed) {
  const bool request = owed.debt.what == FormDebt::What::formal_request;
  const auto what = request ? store::Reminder::promised_request : store::Reminder::promised_answer;
  auto fresh = tx.links().remind(what, owed.said_in, context.clock.now());
  if (!fresh) return pass_on(fresh);
  if (!*fresh) return {};
  const std::string id = base::to_hex(form.id.view()).substr(0, 8);
  const std::string day = owed.debt.due ? forms::date_text(*owed.debt.due) : std::string();
  const auto news = [&](std::string text) { return said(std::move(text), {{"message", id}, {"date", day}}); };
  const auto text = request          ? owed.debt.mine ? news("notices.own_request_late") : news("notices.request_late")
                             : owed.debt.mine ? news("notices.own_answer_late")
                                     : news("notices.answer_late");
  return note(tx, context, store::NoticeKind::unanswered, text, form.room);
}

}  // namespace

valise::FormFields fields_of(const v1::Form& form) {
  valise::FormFields out;
  for (const v1::FormField& field : form.fields()) {
    if (out.size() == valise::kMostFields) break;
    const auto count = std::min<std::ptrdiff_t>(field.values_size(), valise::kMostValues + 1);  // one too many is seen
    out.push_back({.name = field.name(), .values = {field.values().begin(), field.values().begin() + count}});
  }
  return out;
}

std::string form_text(const v1::Form& form) {
  static const language::Speaker english;
  const auto label = [](const std::string& id, const std::string& otherwise) {
    return language::Speaker::knows(id) ? english.say(id) : otherwise;
  };
  std::string out = label("form.kind." + form.kind(), form.kind());
  for (const valise::FieldValue& field : fields_of(form)) {
    for (const std::string& value : field.values) out += "\n" + label("form.field." + field.name, field.name) + ": " + value;
  }
  return out;
}

Result<FormView> form_view(const Context& context, store::Transaction& tx, const store::Message& message) {
  auto form = case_of(tx, message);
  if (!form) return pass_on(form);
  auto room = tx.rooms().find(message.room);
  if (!room) return pass_on(room);
  auto before = tx.links().target_of(key_of(message));
  if (!before) return pass_on(before);
  auto ends = period_end(tx, message);
  if (!ends) return pass_on(ends);
  FormView out;
  out.message = base::to_hex(message.id.view());
  out.room = base::to_hex(message.room.view());
  if (*room) out.subject = (*room)->subject;
  out.sent_at = message.sent_at;
  out.outgoing = message.direction == store::Direction::outgoing;
  out.period_ends = *ends;
  if (*before) out.predecessor = base::to_hex((*before)->id.view());
  for (const store::MessageKey& key : form->successors) out.successors.push_back(base::to_hex(key.id.view()));
  add_description(*form, out);
  add_people(context, *form, out);
  if (auto added = add_track(tx, context, *form, out); !added) return pass_on(added);
  if (auto added = add_comments(context, tx, message, out); !added) return pass_on(added);
  return out;
}

Result<std::vector<Obligation>> obligations(const Context& context, store::Transaction& tx, const store::Message& message) {
  auto form = case_of(tx, message);
  if (!form) return pass_on(form);
  return obligations_of(tx, context, *form);
}

Result<std::optional<base::UnixMillis>> owes_from(const Context& context, store::Transaction& tx, const store::Message& message) {
  auto form = case_of(tx, message);
  if (!form) return pass_on(form);
  auto ends = end_to_watch(tx, *form);
  if (!ends || !*ends) return ends;
  const auto from = **ends - kPeriodSeenBefore;
  return from > context.clock.now() ? std::optional(from) : std::nullopt;
}

Result<std::vector<FormView>> list_forms(const Context& context, store::Transaction& tx, WhichForms which) {
  auto messages = which == WhichForms::open ? unsettled(tx, context) : tx.messages().of_body(v1::Content::kForm);
  if (!messages) return pass_on(messages);
  std::vector<FormView> out;
  for (const store::Message& message : *messages) {
    if (message.body != v1::Content::kForm) continue;
    auto view = form_view(context, tx, message);
    if (!view) return pass_on(view);
    if (which == WhichForms::all || view->open) out.push_back(std::move(*view));
  }
  return out;
}

namespace {

Result<> note_debt(store::Transaction& tx, const Context& context, const store::Message& form, const Obligation& owed) {
  const FormDebt& debt = owed.debt;
  if (!debt.mine && !debt.yours) return {};
  if (debt.what == FormDebt::What::period) return note_period(tx, context, form, *debt.due, debt.mine);
  return debt.promised && debt.overdue ? note_broken(tx, context, form, owed) : Result<>{};
}

}  // namespace

Result<> note_late_forms(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto messages = unsettled(tx, context);
    if (!messages) return pass_on(messages);
    for (const store::Message& message : *messages) {
      if (message.body != v1::Content::kForm) continue;
      auto owed = obligations(context, tx, message);
      if (!owed) return pass_on(owed);
      for (const Obligation& one : *owed) {
        if (auto noted = note_debt(tx, context, message, one); !noted) return noted;
      }
    }
    return {};
  });
}

}  // namespace valise::sdk::client
