#include "client-sdk/client/change.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/speech.hpp"

namespace valise::sdk::client {
namespace {

bool can_be_retracted(const v1::Content& content) { return content.has_text() || content.has_form() || content.has_comment(); }

Result<bool> is_retracted(store::Transaction& tx, const store::MessageKey& message) {
  auto retractions = tx.links().about(message, v1::Content::kRetraction);
  if (!retractions) return pass_on(retractions);
  return !retractions->empty();
}

// Whether the author of `message` may change the target. What this device forgot or never had it cannot judge.
Result<bool> may_change(store::Transaction& tx, const Context& context, const store::Message& message,
                        const std::optional<store::Message>& target) {
  if (!target || !same_officer(context, message.sender, target->sender)) return false;
  auto gone = is_retracted(tx, key_of(*target));
  if (!gone) return gone;
  return !*gone;
}

// What is shown of one that says so about another.
template <class Change>
Result<std::vector<Change>> changes_of(const Context& context, store::Transaction& tx, const store::MessageKey& message, int body,
                                       const std::string& (*words)(const v1::Content&)) {
  auto keys = tx.links().about(message, body);
  if (!keys) return pass_on(keys);
  std::vector<Change> out;
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

Result<> take_edit(store::Transaction& tx, const Context& context, const store::Message& message, const v1::Edit& edit) {
  auto target = target_in(tx, message.room, edit.message());
  if (!target) return pass_on(target);
  auto allowed = may_change(tx, context, message, *target);
  if (!allowed) return pass_on(allowed);
  if (!*allowed || edit.text().empty() || !content_of(**target).has_text()) return {};
  return tx.links().put(key_of(message), v1::Content::kEdit, key_of(**target));
}

Result<> take_retraction(store::Transaction& tx, const Context& context, const store::Message& message,
                         const v1::Retraction& retraction) {
  auto target = target_in(tx, message.room, retraction.message());
  if (!target) return pass_on(target);
  auto allowed = may_change(tx, context, message, *target);
  if (!allowed) return pass_on(allowed);
  if (!*allowed || retraction.reason().size() > kLongestReason || !can_be_retracted(content_of(**target))) return {};
  return tx.links().put(key_of(message), v1::Content::kRetraction, key_of(**target));
}

Result<> add_changes(const Context& context, store::Transaction& tx, const store::MessageKey& message, valise::MessageView& out) {
  auto edits = changes_of<valise::ChangeView>(context, tx, message, v1::Content::kEdit, edited_words);
  if (!edits) return pass_on(edits);
  out.edits = std::move(*edits);
  auto retractions = changes_of<valise::ChangeView>(context, tx, message, v1::Content::kRetraction, reason_words);
  if (!retractions) return pass_on(retractions);
  if (!retractions->empty()) out.retraction = std::move(retractions->front());
  return {};
}

Result<base::MessageId> queue_edit(Context& context, const std::string& prefix, const std::string& text) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    auto own = own_words(tx, context, prefix, [](const v1::Content& content) { return content.has_text(); });
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
