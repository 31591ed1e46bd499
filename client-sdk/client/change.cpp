#include "client-sdk/client/change.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/original_changed.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/speech.hpp"

namespace valise::sdk::client {
namespace {

// Another's words are not the forwarder's to change.
bool can_be_edited(const v1::Content& content) { return content.has_text() && !content.has_forwarded(); }
std::string short_id(const store::MessageKey& key) { return base::to_hex(key.id.view()).substr(0, 8); }

bool can_be_retracted(const v1::Content& content) { return content.has_text() || content.has_form() || content.has_comment(); }

// Whether the author of `message` may change the target. What this device forgot or never had it cannot judge.
Result<bool> may_change(store::Transaction& tx, const Context& context, const store::Message& message,
                        const std::optional<store::Message>& target) {
  if (!target || !same_officer(context, message.sender, target->sender)) return false;
  auto gone = is_retracted(tx, key_of(*target));
  if (!gone) return gone;
  return !*gone;
}

// What is shown of those that say so about another.
Result<std::vector<valise::ChangeView>> changes_of(const Context& context, store::Transaction& tx,
                                                   const store::MessageKey& message, int body,
                                                   const std::string& (*words)(const v1::Content&)) {
  auto keys = tx.links().about(message, body);
  if (!keys) return pass_on(keys);
  std::vector<valise::ChangeView> out;
  for (const store::MessageKey& key : *keys) {
    auto found = tx.messages().find(key.id, key.sender);
    if (!found) return pass_on(found);
    if (!*found) continue;
    valise::MemberView who = member_view(context, key.sender);
    out.push_back({.message = base::to_hex(key.id.view()),
                   .officer = std::move(who.officer),
                   .officer_name = std::move(who.officer_name),
                   .text = words(content_of(**found)),
                   .at = (*found)->sent_at});
  }
  return out;
}

const std::string& edited_words(const v1::Content& content) { return content.edit().text(); }
const std::string& reason_words(const v1::Content& content) { return content.retraction().reason(); }

// Those to whom an officer of this device has forwarded a message do not hear what its author says of it where it was said first:
// they are told that there is something, and the officer, who can do more.
Result<> tell_of_forwards(store::Transaction& tx, Context& context, const store::Message& target, const store::Message& change) {
  const auto original = key_of(target);
  const char* news = change.body == v1::Content::kRetraction ? "notices.forwarded_retracted" : "notices.forwarded_changed";
  auto forwards = tx.links().about(original, v1::Content::kText);
  if (!forwards) return pass_on(forwards);
  for (const store::MessageKey& key : *forwards) {
    if (!same_officer(context, key.sender, context.device())) continue;
    auto forward = tx.messages().find(key.id, key.sender);
    if (!forward) return pass_on(forward);
    if (!*forward) continue;
    if (auto told = tell_of_change(tx, context, **forward, target, change); !told) return told;
    auto room = tx.rooms().find((*forward)->room);
    if (!room) return pass_on(room);
    const auto text =
        said(news, {{"message", short_id(original)}, {"forward", short_id(key)}, {"room", *room ? (*room)->subject : ""}});
    if (auto noted = note(tx, context, store::NoticeKind::unanswered, text, (*forward)->room); !noted) return noted;
  }
  return {};
}

struct OwnWords {
  store::Message message;
  v1::Content content;
};

Result<OwnWords> own_words(store::Transaction& tx, const Context& context, const std::string& prefix,
                           bool (*allowed)(const v1::Content&)) {
  auto message = message_by(tx, prefix);
  if (!message) return pass_on(message);
  if (!same_officer(context, message->sender, context.device())) return fail(ClientError::not_own_message);
  v1::Content content = content_of(*message);
  auto gone = is_retracted(tx, key_of(*message));
  if (!gone) return pass_on(gone);
  if (*gone || message->state == store::MessageState::failed || !allowed(content)) return fail(ClientError::not_editable);
  return OwnWords{std::move(*message), std::move(content)};
}

// Said for the same post, under the same conditions.
Speech speech_about(const Context& context, const OwnWords& own) {
  Speech speech;
  speech.room = own.message.room;
  const std::string& post = own.content.from_post();
  speech.from = post == context.identity->officer.string() ? std::string() : post;
  *speech.content.mutable_handling() = own.content.handling();
  return speech;
}

}  // namespace

Result<> take_edit(store::Transaction& tx, Context& context, const store::Message& message, const v1::Edit& edit) {
  auto target = target_in(tx, message.room, edit.message());
  if (!target) return pass_on(target);
  auto allowed = may_change(tx, context, message, *target);
  if (!allowed) return pass_on(allowed);
  if (!*allowed || edit.text().empty() || !can_be_edited(content_of(**target))) return {};
  if (auto put = tx.links().put(key_of(message), v1::Content::kEdit, key_of(**target)); !put) return put;
  return tell_of_forwards(tx, context, **target, message);
}

Result<> take_retraction(store::Transaction& tx, Context& context, const store::Message& message,
                         const v1::Retraction& retraction) {
  auto target = target_in(tx, message.room, retraction.message());
  if (!target) return pass_on(target);
  auto allowed = may_change(tx, context, message, *target);
  if (!allowed) return pass_on(allowed);
  if (!*allowed || retraction.reason().size() > kLongestReason || !can_be_retracted(content_of(**target))) return {};
  if (auto put = tx.links().put(key_of(message), v1::Content::kRetraction, key_of(**target)); !put) return put;
  return tell_of_forwards(tx, context, **target, message);
}

Result<Changes> changes_to(const Context& context, store::Transaction& tx, const store::MessageKey& message) {
  auto edits = changes_of(context, tx, message, v1::Content::kEdit, edited_words);
  if (!edits) return pass_on(edits);
  auto retractions = changes_of(context, tx, message, v1::Content::kRetraction, reason_words);
  if (!retractions) return pass_on(retractions);
  Changes out{.edits = std::move(*edits), .retraction = {}};
  if (!retractions->empty()) out.retraction = std::move(retractions->front());
  return out;
}

Result<> add_changes(const Context& context, store::Transaction& tx, const store::MessageKey& message, valise::MessageView& out) {
  auto changes = changes_to(context, tx, message);
  if (!changes) return pass_on(changes);
  out.edits = std::move(changes->edits);
  out.retraction = std::move(changes->retraction);
  return {};
}

Result<base::MessageId> queue_edit(Context& context, const std::string& prefix, const std::string& text) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    auto own = own_words(tx, context, prefix, can_be_edited);
    if (!own) return pass_on(own);
    if (text.empty()) return fail(ClientError::not_editable);
    Speech speech = speech_about(context, *own);
    *speech.content.mutable_edit()->mutable_message() = reference_to(key_of(own->message));
    speech.content.mutable_edit()->set_text(text);
    return queue_speech(tx, context, std::move(speech));
  });
}

Result<base::MessageId> queue_retraction(Context& context, const std::string& prefix, const std::string& reason) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  if (reason.empty()) return fail(ClientError::reason_missing);
  if (reason.size() > kLongestReason) return fail(ClientError::message_too_large);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    auto own = own_words(tx, context, prefix, can_be_retracted);
    if (!own) return pass_on(own);
    Speech speech = speech_about(context, *own);
    *speech.content.mutable_retraction()->mutable_message() = reference_to(key_of(own->message));
    speech.content.mutable_retraction()->set_reason(reason);
    return queue_speech(tx, context, std::move(speech));
  });
}

}  // namespace valise::sdk::client
