#include "client-sdk/client/speech.hpp"

#include "client-sdk/client/content.hpp"
#include "client-sdk/client/effects.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_queue.hpp"
#include "client-sdk/client/words.hpp"

namespace valise::sdk::client {
namespace {

Result<store::Room> open_room_of(store::Transaction& tx, const base::RoomId& id) {
  auto room = tx.rooms().find(id);
  if (!room) return pass_on(room);
  if (!*room) return fail(ClientError::room_unknown);
  if ((*room)->membership == store::Membership::removed) return fail(ClientError::left_room);
  return std::move(**room);
}

store::Message queued_message(const Context& context, const base::RoomId& room, const v1::Content& content) {
  const base::UnixMillis now = context.clock.now();
  return {.id = *base::MessageId::parse(content.message_id()),
          .room = room,
          .room_seq = {},
          .sender = context.device(),
          .direction = store::Direction::outgoing,
          .state = store::MessageState::queued,
          .reason = {},
          .sent_at = now,
          .received_at = now,
          .urgency = static_cast<int>(content.urgency()),
          .read = true,
          .content = base::to_bytes(content.SerializeAsString()),
          .body = static_cast<int>(content.body_case()),
          .spoken = is_spoken(content)};
}

}  // namespace

Result<std::string> speaking_address(const Context& context, const std::string& wanted,
                                     const std::vector<std::string>& participants) {
  if (!wanted.empty()) return own_post(context, wanted);
  for (const std::string& address : participants) {
    if (auto post = own_post(context, address)) return post;
    if (address == context.identity->officer.string()) return address;
  }
  return own_post(context, {});
}

Result<> enqueue(store::Transaction& tx, Context& context, const v1::Content& content, store::Outgoing outgoing) {
  const store::Message message = queued_message(context, outgoing.room, content);
  if (auto inserted = tx.messages().insert(message); !inserted) return pass_on(inserted);
  if (auto indexed = index_words(tx, message, content); !indexed) return indexed;
  outgoing.message = message.id;
  outgoing.sender = message.sender;
  outgoing.key = context.keys.next();
  outgoing.urgency = message.urgency;
  outgoing.queued_at = message.sent_at;
  if (auto queued = tx.outbox().enqueue(outgoing); !queued) return pass_on(queued);
  return take_effect(tx, context, message, content);
}

Result<base::MessageId> queue_speech(store::Transaction& tx, Context& context, Speech speech) {
  auto room = open_room_of(tx, speech.room);
  if (!room) return pass_on(room);
  auto state = parse_room_state(room->state);
  if (!state) return pass_on(state);
  auto to_be = state_to_be(tx, *room);
  if (!to_be) return pass_on(to_be);
  if (is_closed(*to_be) && is_spoken(speech.content)) return fail(ClientError::room_closed);
  auto from = speaking_address(context, speech.from, addresses_in(*state));
  if (!from) return pass_on(from);
  const auto id = context.random.id<base::MessageId>();
  speech.content.set_message_id(id.string());
  speech.content.set_sent_at_ms(base::to_wire(context.clock.now()));
  speech.content.set_from_post(*from);
  speech.content.set_asks(speech.asks);
  if (speech.answer_by) speech.content.set_acknowledge_by_ms(base::to_wire(*speech.answer_by));
  if (speech.content.ByteSizeLong() > kLongestContent) return fail(ClientError::message_too_large);
  store::Outgoing outgoing{.room = speech.room,
                           .message = id,
                           .sender = context.device(),
                           .key = {},
                           .acknowledge_by = speech.answer_by,
                           .post = std::move(speech.asks),
                           .settles = speech.settles,
                           .queued_at = {}};
  if (auto queued = enqueue(tx, context, speech.content, std::move(outgoing)); !queued) return pass_on(queued);
  return id;
}

}  // namespace valise::sdk::client
