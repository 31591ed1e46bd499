#include "client-sdk/client/effects.hpp"

#include "client-sdk/client/change.hpp"
#include "client-sdk/client/form.hpp"
#include "client-sdk/client/forward.hpp"
#include "client-sdk/client/history_bundle.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/original_changed.hpp"
#include "client-sdk/client/receipts.hpp"
#include "client-sdk/client/repetition.hpp"

namespace valise::sdk::client {

bool is_spoken(const v1::Content& content) {
  switch (content.body_case()) {
    case v1::Content::kReceipt:
    case v1::Content::kHeartbeat:
    case v1::Content::kHistoryBundle:
    case v1::Content::kOriginalChanged:
    case v1::Content::kRepetition: return false;
    default: return true;
  }
}

Result<> take_effect(store::Transaction& tx, Context& context, const store::Message& message, const v1::Content& content) {
  if (auto opened = open_matter(tx, message, content); !opened) return opened;
  if (auto owed = owe_receipt(tx, context, message); !owed) return owed;
  switch (content.body_case()) {
    case v1::Content::kAcknowledgement: return take_acknowledgement(tx, context, message, content);
    case v1::Content::kReceipt: return take_receipt(tx, context, message, content.receipt());
    case v1::Content::kHeartbeat: return take_heartbeat(tx, context, message, content.heartbeat());
    case v1::Content::kEdit: return take_edit(tx, context, message, content.edit());
    case v1::Content::kRetraction: return take_retraction(tx, context, message, content.retraction());
    case v1::Content::kForwardWish: return take_forward_wish(tx, message, content.forward_wish());
    case v1::Content::kForwardAnswer: return take_forward_answer(tx, context, message, content.forward_answer());
    case v1::Content::kForm: return take_form(tx, context, message, content);
    case v1::Content::kStatusChange: return take_status_change(tx, context, message, content);
    case v1::Content::kComment: return take_comment(tx, context, message, content);
    case v1::Content::kHistoryBundle: return take_history_bundle(tx, context, message, content);
    case v1::Content::kOriginalChanged: return take_original_changed(tx, context, message, content.original_changed());
    case v1::Content::kText: return take_forward(tx, message, content);
    case v1::Content::kHandoverSheet:
    case v1::Content::kDutyTaken:
    case v1::Content::BODY_NOT_SET: return {};
    case v1::Content::kRepetition: return take_repetition(tx, context, message, content);
  }
  return {};
}

}  // namespace valise::sdk::client
