#include "client-sdk/client/unsettled.hpp"

#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/forward.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/reference.hpp"

namespace valise::sdk::client {
namespace {

Result<bool> is_open_matter(store::Transaction& tx, const Context& context, const store::Message& message) {
  auto matter = matter_of(context, tx, key_of(message));
  if (!matter) return pass_on(matter);
  if (!*matter) return false;
  return (*matter)->state == valise::MatterState::open || (*matter)->state == valise::MatterState::in_charge;
}

// What its author has taken back wants nothing any more.
Result<bool> is_retracted(store::Transaction& tx, const store::Message& message) {
  auto retractions = tx.links().about(key_of(message), v1::Content::kRetraction);
  if (!retractions) return pass_on(retractions);
  return !retractions->empty();
}

Result<bool> is_open(store::Transaction& tx, const Context& context, const store::Message& message) {
  auto retracted = is_retracted(tx, message);
  if (!retracted) return retracted;
  if (*retracted) return false;
  if (message.body == v1::Content::kForm) {
    auto owed = obligations(context, tx, message);
    if (!owed) return pass_on(owed);
    if (!owed->empty()) return true;
  }
  if (message.body == v1::Content::kForwardWish) return is_open_wish(tx, message);
  return is_open_matter(tx, context, message);
}

}  // namespace

Result<std::vector<store::Message>> unsettled(store::Transaction& tx, const Context& context) {
  auto messages = tx.unsettled().list();
  if (!messages) return messages;
  std::vector<store::Message> out;
  for (store::Message& message : *messages) {
    auto open = is_open(tx, context, message);
    if (!open) return pass_on(open);
    if (*open) {
      out.push_back(std::move(message));
    } else if (auto struck = tx.unsettled().strike(message.id, message.sender); !struck) {
      return pass_on(struck);
    }
  }
  return out;
}

}  // namespace valise::sdk::client
