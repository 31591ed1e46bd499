// Forwarding, the effects and what is shown of it: whether a message may be said elsewhere, who asked, who allowed it, and what
// of a forwarder's word is verified here (docs/design/0028).
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/client/reference.hpp"
#include "valise/forwarding.hpp"

namespace valise::sdk::client {

// ForwardPlan is a checked wish to forward.
struct ForwardPlan {
  store::Message original;
  v1::Content content;                 // of the original
  std::string text;                    // as its author has it now
  std::optional<store::Message> edit;  // that says so; none: as it was said first
  valise::ForwardCheck check;
  std::optional<store::MessageKey> permission;
};
// plan_forward checks it. Errors: message_unknown, room_unknown, not_forwardable, and those of resolve.
[[nodiscard]] Result<ForwardPlan> plan_forward(store::Transaction& tx, const Context& context, const valise::ForwardDraft& draft);

// The effects. A wish counts if it names a message of the room; an answer if its author stands behind the post that said the
// message.
[[nodiscard]] Result<> take_forward_wish(store::Transaction& tx, const store::Message& message, const v1::ForwardWish& wish);
[[nodiscard]] Result<> take_forward_answer(store::Transaction& tx, const Context& context, const store::Message& message,
                                           const v1::ForwardAnswer& answer);

// take_forward links a forwarded text to its original, if that is here.
[[nodiscard]] Result<> take_forward(store::Transaction& tx, const store::Message& message, const v1::Content& content);

// is_open_wish says of a wish to forward that it counts and that nobody has answered it.
[[nodiscard]] Result<bool> is_open_wish(store::Transaction& tx, const store::Message& wish);
// OpenWish is one that is this officer's: to answer, or to wait for.
struct OpenWish {
  store::Message message;
  std::string asked;    // address of the post that said what is to be forwarded
  bool for_me = false;  // the officer stands behind that post; false: the officer asked
};
// open_wish gives what an open wish is to this officer; nothing for one among others.
[[nodiscard]] Result<std::optional<OpenWish>> open_wish(store::Transaction& tx, const Context& context,
                                                        const store::Message& wish);

// forwarded_view shows what a forwarder says of the origin, and what of that this device can verify.
[[nodiscard]] Result<valise::ForwardedView> forwarded_view(store::Transaction& tx, const Context& context,
                                                           const v1::Content& content);

// queue_wish_to_forward and queue_forward_answer say it in the original's room. Errors: reason_missing, not_asked (another post
// said it), nothing_to_ask (it is allowed already), and those of plan_forward and queue_speech.
[[nodiscard]] Result<base::MessageId> queue_wish_to_forward(Context& context, const valise::ForwardDraft& draft,
                                                            const std::string& reason);
[[nodiscard]] Result<base::MessageId> queue_forward_answer(Context& context, const std::string& wish, bool granted,
                                                           const std::string& reason);

// origin_of describes the original for the forward, as the forwarder says it.
[[nodiscard]] v1::Forwarded origin_of(const Context& context, const ForwardPlan& plan);

}  // namespace valise::sdk::client
