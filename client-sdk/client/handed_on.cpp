#include "client-sdk/client/handed_on.hpp"

#include <algorithm>

#include "client-sdk/client/content.hpp"
#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/effects.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/client/words.hpp"
#include "client-sdk/record/signed_message.hpp"

namespace valise::sdk::client {
namespace {

using Contexts = google::protobuf::RepeatedPtrField<std::string>;

constexpr std::uint64_t kMostNumber = std::numeric_limits<std::int64_t>::max();

int place_of(Contexts& contexts, const base::Bytes& wanted) {
  const auto known = std::ranges::find(contexts, base::to_string(wanted));
  if (known != contexts.end()) return static_cast<int>(known - contexts.begin());
  *contexts.Add() = base::to_string(wanted);
  return contexts.size() - 1;
}

store::SignedBy evidence_of(const v1::RepeatedMessage& repeated, const Contexts& contexts) {
  return {.epoch = repeated.epoch(),
          .leaf = repeated.leaf(),
          .authenticated_data = base::to_bytes(repeated.authenticated_data()),
          .signature = base::to_bytes(repeated.signature()),
          .group_context = base::to_bytes(contexts[static_cast<int>(repeated.context())])};
}

Result<v1::RoomState> state_then(const mls::GroupContext& context) {
  const mls::Bytes* bytes = context.extensions.find(mls::ExtensionType::valise_room_state);
  return bytes == nullptr ? Result<v1::RoomState>(fail(ClientError::room_unknown)) : parse_room_state(*bytes);
}

// The participants in the epoch that the sender signed for. The sender chose these bytes, but cannot be another than it is.
std::vector<std::string> addresses_then(const mls::GroupContext& context) {
  auto state = state_then(context);
  return state ? addresses_in(*state) : std::vector<std::string>{};
}

struct Authentic {
  v1::Content content;
  store::SignedBy evidence;
};

// What is signed by the sender's key in the directory, for this room, in a name that is the sender's.
std::optional<Authentic> authentic(const Context& context, const store::Room& room, const v1::RepeatedMessage& repeated,
                                   const Contexts& contexts) {
  const auto sender = base::DeviceId::parse(repeated.sender());
  const directory::Device* device = sender ? context.directory().device(*sender) : nullptr;
  const bool sized = repeated.content().size() <= kLongestContent && repeated.epoch() <= kMostNumber &&
                     repeated.context() < static_cast<std::uint64_t>(contexts.size());
  auto content = parse_content(base::as_bytes(repeated.content()));
  if (device == nullptr || !sized || !content) return std::nullopt;
  store::SignedBy evidence = evidence_of(repeated, contexts);
  const auto bytes = record::signed_bytes(room.id.view(), evidence.epoch, evidence.leaf, evidence.authenticated_data,
                                          base::as_bytes(repeated.content()), evidence.group_context);
  auto verified = record::verify_message(device->signature_key, bytes, evidence.signature);
  if (!verified) return std::nullopt;
  auto addresses = addresses_then(verified->context);
  if (auto now = parse_room_state(room.state)) std::ranges::move(addresses_in(*now), std::back_inserter(addresses));
  const bool takes_part = std::ranges::find(addresses, content->from_post()) != addresses.end();
  if (!takes_part || !represents(context.directory(), device->officer, content->from_post())) return std::nullopt;
  return Authentic{.content = std::move(*content), .evidence = std::move(evidence)};
}

// It came when it came to the others, so that it is kept no longer than theirs.
store::Message to_store(const Context& context, const store::Room& room, const v1::RepeatedMessage& repeated,
                        const v1::Content& content, base::DeviceId by) {
  const auto sender = *base::DeviceId::parse(repeated.sender());
  const bool own = sender == context.device();
  const auto accepted = base::from_wire(std::min(repeated.accepted_at_ms(), kMostNumber));
  return {.id = *base::MessageId::parse(content.message_id()),
          .room = room.id,
          .room_seq = base::RoomSeq(repeated.room_seq()),
          .sender = sender,
          .direction = own ? store::Direction::outgoing : store::Direction::incoming,
          .state = own ? store::MessageState::sent : store::MessageState::received,
          .reason = {},
          .sent_at = base::from_wire(content.sent_at_ms()),
          .received_at = std::min(accepted, context.clock.now()),
          .urgency = static_cast<int>(content.urgency()),
          .read = own,
          .content = base::to_bytes(repeated.content()),
          .body = static_cast<int>(content.body_case()),
          .spoken = is_spoken(content),
          .repeated_by = by};
}

}  // namespace

bool may_be_handed_on(const store::Message& message) {
  switch (message.body) {
    case v1::Content::kReceipt:
    case v1::Content::kHeartbeat:
    case v1::Content::kHistoryBundle:
    case v1::Content::kRepetition: return false;
    default: return message.room_seq && message.room_seq->value() > 0;
  }
}

Result<std::optional<v1::RepeatedMessage>> handed_on(store::Transaction& tx, const store::Message& message, Contexts& contexts) {
  auto evidence = tx.evidence().of(message.id, message.sender);
  if (!evidence) return pass_on(evidence);
  if (!*evidence || !may_be_handed_on(message)) return std::nullopt;
  v1::RepeatedMessage out;
  out.set_sender(message.sender.string());
  out.set_content(base::to_string(message.content));
  out.set_room_seq(message.room_seq->value());
  out.set_accepted_at_ms(base::to_wire(message.received_at));
  out.set_epoch((*evidence)->epoch);
  out.set_leaf((*evidence)->leaf);
  out.set_authenticated_data(base::to_string((*evidence)->authenticated_data));
  out.set_signature(base::to_string((*evidence)->signature));
  out.set_context(static_cast<std::uint32_t>(place_of(contexts, (*evidence)->group_context)));
  return out;
}

bool was_for(const Context& context, const directory::OfficerAddress& officer, const v1::RepeatedMessage& repeated,
             const Contexts& contexts) {
  auto group = mls::parse<mls::GroupContext>(base::as_bytes(contexts[static_cast<int>(repeated.context())]));
  return group && std::ranges::any_of(addresses_then(*group), [&](const std::string& address) {
           return represents(context.directory(), officer, address);
         });
}

Result<v1::RoomState> state_signed_for(const v1::RepeatedMessage& repeated, const Contexts& contexts) {
  auto group = mls::parse<mls::GroupContext>(base::as_bytes(contexts[static_cast<int>(repeated.context())]));
  if (!group) return pass_on(group);
  return state_then(*group);
}

bool was_said_to(const std::string& address, const v1::RepeatedMessage& repeated, const Contexts& contexts) {
  auto state = state_signed_for(repeated, contexts);
  if (!state) return false;
  const auto addresses = addresses_in(*state);
  return std::ranges::find(addresses, address) != addresses.end();
}

bool is_authentic(const Context& context, const store::Room& room, const v1::RepeatedMessage& repeated,
                  const Contexts& contexts) {
  return authentic(context, room, repeated, contexts).has_value();
}

Result<bool> take_handed_on(store::Transaction& tx, Context& context, const store::Room& room,
                            const v1::RepeatedMessage& repeated, const Contexts& contexts, base::DeviceId by) {
  if (repeated.room_seq() == 0 || repeated.room_seq() > kMostNumber) return false;
  const auto found = authentic(context, room, repeated, contexts);
  if (!found) return false;
  const store::Message message = to_store(context, room, repeated, found->content, by);
  if (!may_be_handed_on(message)) return false;
  auto inserted = tx.messages().insert(message);
  if (!inserted) return pass_on(inserted);
  if (*inserted == store::Inserted::duplicate) return false;
  if (auto kept = tx.evidence().put(message.id, message.sender, found->evidence); !kept) return pass_on(kept);
  if (auto indexed = index_words(tx, message, found->content); !indexed) return pass_on(indexed);
  if (auto offered = offer_files(tx, context, message, found->content); !offered) return pass_on(offered);
  if (auto done = take_effect(tx, context, message, found->content); !done) return pass_on(done);
  return true;
}

}  // namespace valise::sdk::client
