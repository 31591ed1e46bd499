#include "client-sdk/client/form_queue.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form.hpp"
#include "client-sdk/client/form_comments.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/speech.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::size_t kLongestSubject = 200;

std::string names_of(const std::vector<valise::FieldProblem>& problems) {
  std::string out;
  for (const valise::FieldProblem& problem : problems) out += (out.empty() ? "" : ", ") + problem.field;
  return out;
}

Result<const valise::FormDescription*> description_of(const valise::FormDraft& draft) {
  const auto* description = valise::form_description(draft.kind);
  if (description == nullptr) return fail(ClientError::form_unknown);
  return description;
}

void put_fields(v1::Form& out, const valise::FormFields& fields) {
  for (const valise::FieldValue& field : fields) {
    v1::FormField& put = *out.add_fields();
    put.set_name(field.name);
    for (const std::string& value : field.values) put.add_values(value);
  }
}

v1::Form form_of(const valise::FormDraft& draft, const valise::FormDescription& description) {
  v1::Form out;
  out.set_kind(std::string(description.kind));
  out.set_version(description.version);
  for (const valise::FieldDescription& field : description.fields) {  // in the order in which they are read
    const auto given = std::ranges::find(draft.fields, field.name, &valise::FieldValue::name);
    if (given != draft.fields.end() && !given->values.empty()) put_fields(out, {*given});
  }
  return out;
}

// The subject of a room that a form opens, where the person gives none.
std::string subject_of(const valise::FormDraft& draft) {
  if (!draft.subject.empty()) return draft.subject;
  static const language::Speaker english;
  const std::string reference = value_of(draft.fields, "reference");
  const std::string kind = english.say("form.kind." + draft.kind);
  return reference.empty() ? kind : kind + " " + reference.substr(0, kLongestSubject);
}

Result<> succeed(Context& context, const std::string& predecessor, v1::Form& form, valise::Draft& out) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto before = form_by(tx, predecessor);
    if (!before) return pass_on(before);
    if (!may_succeed(context, *before, form.kind(), context.device())) return fail(ClientError::not_form_side);
    *form.mutable_predecessor() = reference_to(key_of(*before));
    out.in_reply_to = base::to_hex(before->id.view());
    out.room = base::to_hex(before->room.view());
    return {};
  });
}

valise::Draft envelope_of(const valise::FormDraft& draft) {
  valise::Draft out;
  out.to = draft.to;
  out.room = draft.room;
  out.from = draft.from;
  out.subject = subject_of(draft);
  out.urgency = draft.urgency;
  out.acknowledge_by = draft.acknowledge_by;
  out.handling = draft.handling;
  out.files = draft.files;
  out.file_names = draft.file_names;
  return out;
}

Speech speech_about(const store::Message& form) {
  Speech speech;
  speech.room = form.room;
  speech.content.set_in_reply_to(form.id.string());
  const v1::Content said = content_of(form);
  for (const std::string& condition : said.handling()) speech.content.add_handling(condition);
  return speech;
}

// The address to speak for: the one that is asked, or the sender's post, where it is one's own; else the own one in the room.
Result<std::string> speaking_for(store::Transaction& tx, const Context& context, const store::Message& form,
                                 v1::FormStatus status) {
  auto participants = participants_in(tx, form.room);
  if (!participants) return pass_on(participants);
  const v1::Content content = content_of(form);
  const std::string side = status == v1::FORM_STATUS_FORMAL_TO_FOLLOW ? content.from_post() : content.asks();
  if (!side.empty() && own_addresses(context).contains(side)) return side;
  return speaking_address(context, {}, *participants);
}

Result<> check_report(const Context& context, const valise::FormReport& report, v1::FormStatus status) {
  if (status == v1::FORM_STATUS_UNSPECIFIED) return fail(ClientError::form_invalid, "status");
  if (status == v1::FORM_STATUS_REFUSED && report.text.empty()) return fail(ClientError::reason_missing);
  if (report.text.size() > kLongestReason) return fail(ClientError::message_too_large);
  const auto now = context.clock.now();
  if (report.promised_by && (*report.promised_by <= now || *report.promised_by > now + kLatestPromise))
    return fail(ClientError::promise_past);
  return {};
}

Result<> discard_kept(store::Transaction& tx, const std::string& id) {
  if (id.empty()) return {};
  auto number = draft_id(id);
  if (!number) return pass_on(number);
  auto gone = tx.form_drafts().discard(*number);
  if (!gone && gone.error().code == store::StoreError::not_found) return {};
  return gone;
}

}  // namespace

Result<store::Message> form_by(store::Transaction& tx, const std::string& prefix) {
  auto message = message_by(tx, prefix);
  if (!message) return pass_on(message);
  if (message->body != v1::Content::kForm) return fail(ClientError::not_a_form);
  return message;
}

Result<Composed> compose_form(Context& context, const valise::FormDraft& draft, const valise::Progress& progress) {
  auto description = description_of(draft);
  if (!description) return pass_on(description);
  const auto problems = valise::check_form(**description, draft.fields);
  if (!problems.empty()) return fail(ClientError::form_invalid, names_of(problems));
  v1::Content body;
  v1::Form& form = *body.mutable_form() = form_of(draft, **description);
  valise::Draft envelope = envelope_of(draft);
  if (!draft.predecessor.empty()) {
    if (auto succeeded = succeed(context, draft.predecessor, form, envelope); !succeeded) return pass_on(succeeded);
  }
  body.set_asks(draft.asks);
  return compose(context, envelope, progress, &body, [&](store::Transaction& tx) { return discard_kept(tx, draft.id); });
}

Result<base::MessageId> queue_report(Context& context, const std::string& prefix, const valise::FormReport& report) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  const v1::FormStatus status = status_of(report.act);
  if (auto checked = check_report(context, report, status); !checked) return pass_on(checked);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    auto form = form_by(tx, prefix);
    if (!form) return pass_on(form);
    auto from = speaking_for(tx, context, *form, status);
    if (!from) return pass_on(from);
    auto allowed = may_report(tx, context, *form, status, context.device(), *from);
    if (!allowed) return pass_on(allowed);
    if (!*allowed) return fail(ClientError::not_form_side);
    Speech speech = speech_about(*form);
    if (*from != context.identity->officer.string()) speech.from = *from;
    if (form->direction == store::Direction::incoming) speech.settles = form->room_seq;
    v1::StatusChange& change = *speech.content.mutable_status_change();
    *change.mutable_form() = reference_to(key_of(*form));
    change.set_status(status);
    change.set_text(report.text);
    if (report.promised_by) change.set_promised_by_ms(base::to_wire(*report.promised_by));
    return queue_speech(tx, context, std::move(speech));
  });
}

Result<base::MessageId> queue_comment(Context& context, const std::string& prefix, const valise::CommentDraft& draft) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  if (draft.text.empty() && draft.proposal.empty()) return fail(ClientError::comment_empty);
  const bool long_words = draft.passage.size() > kLongestReason || draft.text.size() > kLongestReason;
  if (long_words || draft.proposal.size() > kLongestProposal) return fail(ClientError::message_too_large);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    auto form = form_by(tx, prefix);
    if (!form) return pass_on(form);
    if (!has_passage(fields_of(content_of(*form).form()), draft.passage)) return fail(ClientError::passage_unknown);
    Speech speech = speech_about(*form);
    v1::Comment& comment = *speech.content.mutable_comment();
    *comment.mutable_message() = reference_to(key_of(*form));
    comment.set_passage(draft.passage);
    comment.set_text(draft.text);
    comment.set_proposal(draft.proposal);
    return queue_speech(tx, context, std::move(speech));
  });
}

}  // namespace valise::sdk::client
