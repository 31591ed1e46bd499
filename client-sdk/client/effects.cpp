#include "client-sdk/client/effects.hpp"

namespace valise::sdk::client {

bool is_spoken(const v1::Content& content) { return content.body_case() != v1::Content::kReceipt; }

Result<> take_effect(store::Transaction&, Context&, const store::Message&, const v1::Content& content) {
  switch (content.body_case()) {
    case v1::Content::kText:
    case v1::Content::kReceipt:
    case v1::Content::BODY_NOT_SET: return {};
  }
  return {};
}

}  // namespace valise::sdk::client
