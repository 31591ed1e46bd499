#include "client-sdk/client/effects.hpp"

namespace valise::sdk::client {

bool is_spoken(const v1::Content& content) {
  switch (content.body_case()) {
    case v1::Content::kReceipt:
    case v1::Content::kHistoryBundle:
    case v1::Content::kRepetition: return false;
    default: return true;
  }
}

Result<> take_effect(store::Transaction&, Context&, const store::Message&, const v1::Content& content) {
  switch (content.body_case()) {
    case v1::Content::kText:
    case v1::Content::kReceipt:
    case v1::Content::kHistoryBundle:
    case v1::Content::kRepetition:
    case v1::Content::kHandoverSheet:
    case v1::Content::kDutyTaken:
    case v1::Content::BODY_NOT_SET: return {};
  }
  return {};
}

}  // namespace valise::sdk::client
