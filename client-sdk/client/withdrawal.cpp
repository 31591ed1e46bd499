#include "client-sdk/client/withdrawal.hpp"

namespace valise::sdk::client {
namespace {

bool puts_an_end(const store::Message& message) {
  if (message.body == v1::Content::kRetraction) return true;
  return message.body == v1::Content::kAcknowledgement && content_of(message).acknowledgement().answer() == v1::ANSWER_DONE;
}

bool is_of_own_authority(const Context& context, const base::DeviceId& device) {
  const auto* known = context.directory().device(device);
  return known != nullptr && context.identity && known->officer.authority == context.identity->officer.authority;
}

}  // namespace

Result<base::RoomSeq> withdrawn_by(store::Transaction& tx, const Context& context, const store::MessageKey& message) {
  auto said = tx.messages().find(message.id, message.sender);
  if (!said) return pass_on(said);
  if (!*said || !puts_an_end(**said)) return base::RoomSeq(0);
  auto about = tx.links().target_of(message);
  if (!about) return pass_on(about);
  if (!*about || !is_of_own_authority(context, (*about)->sender)) return base::RoomSeq(0);
  auto matter = tx.matters().find(**about);
  if (!matter) return pass_on(matter);
  if (!*matter) return base::RoomSeq(0);
  auto asked = tx.messages().find((*about)->id, (*about)->sender);
  if (!asked) return pass_on(asked);
  return *asked ? (*asked)->room_seq.value_or(base::RoomSeq(0)) : base::RoomSeq(0);
}

}  // namespace valise::sdk::client
