// From drafts to queued messages: forms, what is said about them, and comments. No network.
#pragma once

#include <span>

#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/context.hpp"
#include "valise/forms.hpp"

namespace valise::sdk::client {

// prefilled gives a draft with what the directory knows of both sides. Errors: form_unknown, message_unknown, not_a_form, and
// those of resolve and own_post.
[[nodiscard]] Result<valise::FormDraft> prefilled(Context& context, valise::FormDraft draft);

// compose_form checks a form against its description and queues it; a kept draft is discarded. Errors: form_unknown, form_invalid
// (context: the fields), not_a_form, not_form_side, draft_unknown, and those of compose.
[[nodiscard]] Result<Composed> compose_form(Context& context, const valise::FormDraft& draft, const valise::Progress& progress);

// queue_report and queue_comment say something about a form. Errors: message_unknown, not_a_form, and those of queue_speech;
// reason_missing, promise_past, not_form_side; comment_empty, passage_unknown.
[[nodiscard]] Result<base::MessageId> queue_report(Context& context, const std::string& form, const valise::FormReport& report);
[[nodiscard]] Result<base::MessageId> queue_comment(Context& context, const std::string& form,
                                                    const valise::CommentDraft& comment);

// Drafts as the store keeps them. draft_id reads the id of a draft; draft_unknown.
[[nodiscard]] base::Bytes to_store(const valise::FormDraft& draft);
[[nodiscard]] valise::FormDraft from_store(const store::KeptFormDraft& kept);
[[nodiscard]] Result<std::uint64_t> draft_id(const std::string& id);

// form_by gives the form that a person named by its message's id or its beginning. Errors: message_unknown, not_a_form.
[[nodiscard]] Result<store::Message> form_by(store::Transaction& tx, const std::string& prefix);

// hours_text gives opening hours as they stand in a form, which people of any language read: "Mon-Fri 08:00-12:30, 14:00-17:00".
[[nodiscard]] std::string hours_text(std::span<const valise::OpenHours> hours);

}  // namespace valise::sdk::client
