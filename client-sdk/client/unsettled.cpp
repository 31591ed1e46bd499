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

Result<bool> is_open(store::Transaction& tx, const Context& context, const store::Message& message) {
  auto retracted = is_retracted(tx, key_of(message));  // what its author has taken back wants nothing any more
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

// Until something is said about it, or its time comes.
Result<> strike(store::Transaction& tx, const Context& context, const store::Message& message) {
  if (message.body == v1::Content::kForm) {
    auto retracted = is_retracted(tx, key_of(message));
    if (!retracted) return pass_on(retracted);
    auto from = *retracted ? Result<std::optional<base::UnixMillis>>(std::nullopt) : owes_from(context, tx, message);
    if (!from) return pass_on(from);
    if (*from) return tx.unsettled().put_off(message.id, message.sender, **from);
  }
  return tx.unsettled().strike(message.id, message.sender);
}

}  // namespace

Result<std::vector<store::Message>> unsettled(store::Transaction& tx, const Context& context) {
  auto messages = tx.unsettled().list(context.clock.now());
  if (!messages) return messages;
  std::vector<store::Message> out;
  for (store::Message& message : *messages) {
    auto open = is_open(tx, context, message);
    if (!open) return pass_on(open);
    if (*open) {
      out.push_back(std::move(message));
    } else if (auto struck = strike(tx, context, message); !struck) {
      return pass_on(struck);
    }
  }
  return out;
}

}  // namespace valise::sdk::client
