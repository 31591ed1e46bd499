// Edits and retractions: what an author says later about an own message. Nothing is erased: the first words stay, with all that
// came after them, and who said so when.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/client/reference.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// The effects. An edit counts if the same officer wrote the message, it is text of their own (not forwarded), and it was not
// retracted before; a retraction if the same officer wrote it, once. Who has forwarded the message is told, and
// so are those who read the forward (original_changed.hpp).
[[nodiscard]] Result<> take_edit(store::Transaction& tx, Context& context, const store::Message& message, const v1::Edit& edit);
[[nodiscard]] Result<> take_retraction(store::Transaction& tx, Context& context, const store::Message& message,
                                       const v1::Retraction& retraction);

// Changes is what a message's author said of it later.
struct Changes {
  std::vector<valise::ChangeView> edits;  // in the order of the room
  std::optional<valise::ChangeView> retraction;
};
[[nodiscard]] Result<Changes> changes_to(const Context& context, store::Transaction& tx, const store::MessageKey& message);
// add_changes adds them to a message's view.
[[nodiscard]] Result<> add_changes(const Context& context, store::Transaction& tx, const store::MessageKey& message,
                                   valise::MessageView& out);

// queue_edit and queue_retraction say it, in the message's room. Errors: message_unknown, not_own_message, not_editable,
// reason_missing, message_too_large, and those of queue_speech.
[[nodiscard]] Result<base::MessageId> queue_edit(Context& context, const std::string& message, const std::string& text);
[[nodiscard]] Result<base::MessageId> queue_retraction(Context& context, const std::string& message, const std::string& reason);

}  // namespace valise::sdk::client
