// What a member said: compared with what this device knows, stored once.
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/effects.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/followed.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/order.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/words.hpp"

namespace valise::sdk::client {
namespace {

using store::NoticeKind;

struct Received {
  const v1::Content& content;
  base::DeviceId sender;
  base::RoomId room;
  base::ByteView bytes;
};

Result<> check_chain(store::Transaction& tx, const Context& context, const Received& received, OnGap on_gap) {
  auto stored = tx.rooms().sender_chain(received.room, received.sender);
  if (!stored) return pass_on(stored);
  std::optional<SenderChain> known;
  if (*stored) known = SenderChain{.counter = (*stored)->counter, .last_hash = (*stored)->hash};
  const std::uint64_t counter = received.content.sender_counter();
  const ChainStep step = chain_step(known, counter, base::as_bytes(received.content.previous_hash()));
  if (step == ChainStep::gap && on_gap == OnGap::stop) return fail(ClientError::messages_missing);
  if (step == ChainStep::gap || step == ChainStep::broken) {
    const std::string who = member_text(context, received.sender);
    auto text =
        step == ChainStep::gap ? said("notices.message_missing", {{"who", who}}) : said("notices.chain_broken", {{"who", who}});
    if (auto noted = note(tx, context, NoticeKind::message_gap, std::move(text), received.room); !noted) return noted;
  }
  if (step == ChainStep::repeated) return {};
  return tx.rooms().set_sender_chain(received.room,
                                     {.sender = received.sender, .counter = counter, .hash = crypto::Sha256::of(received.bytes)});
}

// The content may have been completed an epoch or two before it was protected; it must fit one of the epochs that this device was
// in.
Result<> check_epoch(store::Transaction& tx, const Context& context, const mls::Group& group,
                     const mls::ApplicationMessage& message, const Received& received) {
  const base::ByteView claimed = base::as_bytes(received.content.epoch_authenticator());
  const std::uint64_t newest = message.epoch.value();
  bool all_known = true;
  for (std::uint64_t back = 0; back <= mls::max_past_epochs && back <= newest; ++back) {
    const auto own = group.epoch_authenticator(mls::Epoch(newest - back));
    if (own && base::equal(*own, claimed)) return {};
    all_known = all_known && own.has_value();
  }
  if (!all_known) return {};  // this device joined later, or has forgotten: nothing to compare with
  return note(tx, context, NoticeKind::fork, said("notices.other_state", {{"who", member_text(context, received.sender)}}),
              received.room);
}

Result<> check_post(store::Transaction& tx, const Context& context, const RoomGroup& room, const Received& received) {
  const directory::Device* device = context.directory().device(received.sender);
  const std::string& post = received.content.from_post();
  const auto participants = addresses_in(room.state);
  const bool takes_part = std::ranges::find(participants, post) != participants.end();
  if (takes_part && device != nullptr && represents(context.directory(), device->officer, post)) return {};
  return note(tx, context, NoticeKind::message_gap,
              said("notices.foreign_post", {{"who", member_text(context, received.sender)}}), received.room);
}

store::NewTransfer offered(const v1::Attachment& file, const store::Message& message, std::uint32_t position) {
  auto key = store::StoredFileKey::from_bytes(base::FixedView<32>(base::as_bytes(file.key()).first<32>()));
  store::NewTransfer out{.message = message.id,
                         .sender = message.sender,
                         .room = message.room,
                         .position = position,
                         .direction = store::TransferDirection::download,
                         .state = store::TransferState::offered,
                         .attachment = base::AttachmentId::parse(file.attachment_id()),
                         .key = {},
                         .name = file.name(),
                         .media_type = file.media_type(),
                         .size = file.size(),
                         .sha256 = {},
                         .stored_size = file.stored_size(),
                         .chunk_size = file.chunk_size(),
                         .file_key = std::move(key),
                         .path = {}};
  std::ranges::copy(base::as_bytes(file.sha256()), out.sha256.begin());
  return out;
}

bool well_formed(const v1::Attachment& file) {
  return file.key().size() == 32 && file.sha256().size() == 32 && file.attachment_id().size() == base::AttachmentId::size;
}

Result<> keep_evidence(store::Transaction& tx, const mls::ApplicationMessage& message, base::MessageId id,
                       base::DeviceId sender) {
  return tx.evidence().put(id, sender,
                           {.epoch = message.epoch.value(),
                            .leaf = message.sender.index.value(),
                            .authenticated_data = message.authenticated_data,
                            .signature = message.signature,
                            .group_context = message.group_context});
}

store::Message to_store(const Received& received, base::MessageId id, const v1::Delivery& delivery, base::UnixMillis now) {
  return {.id = id,
          .room = received.room,
          .room_seq = base::RoomSeq(delivery.room_seq()),
          .sender = received.sender,
          .direction = store::Direction::incoming,
          .state = store::MessageState::received,
          .sent_at = base::from_wire(received.content.sent_at_ms()),
          .received_at = now,
          .urgency = static_cast<int>(received.content.urgency()),
          .read = false,
          .content = base::to_bytes(received.bytes),
          .body = static_cast<int>(received.content.body_case()),
          .spoken = is_spoken(received.content)};
}

// Who knew that the room was closed, being in its epoch, and spoke all the same is not heard. The chain goes on.
Result<bool> said_in_closed_room(store::Transaction& tx, const Context& context, const RoomGroup& room,
                                 const mls::ApplicationMessage& message, const Received& received) {
  if (!is_closed(room.state) || !is_spoken(received.content) || message.epoch != room.group.epoch()) return false;
  auto noted = note(tx, context, NoticeKind::commit_skipped,
                    said("notices.said_too_late", {{"who", member_text(context, received.sender)}, {"room", room.room.subject}}),
                    received.room);
  if (!noted) return pass_on(noted);
  const auto hash = crypto::Sha256::of(received.bytes);
  auto chained = tx.rooms().set_sender_chain(
      received.room, {.sender = received.sender, .counter = received.content.sender_counter(), .hash = hash});
  if (!chained) return pass_on(chained);
  return true;
}

}  // namespace

Result<> offer_files(store::Transaction& tx, const Context& context, const store::Message& message, const v1::Content& content) {
  std::uint32_t position = 0;
  for (const v1::Attachment& file : content.attachments()) {
    if (!well_formed(file)) {
      auto noted = note(tx, context, NoticeKind::transfer_failed,
                        said("notices.file_unfetchable", {{"who", member_text(context, message.sender)}}), message.room);
      if (!noted) return noted;
      continue;
    }
    if (auto put = tx.transfers().put(offered(file, message, position++)); !put) return pass_on(put);
  }
  return {};
}

Result<Taken> take_content(Context& context, store::Transaction& tx, RoomGroup& room, const mls::ApplicationMessage& message,
                           const v1::Delivery& delivery, OnGap on_gap) {
  const base::DeviceId sender = *device_of(message.sender.credential);
  const auto content = parse_content(message.plaintext);
  if (!content) {
    auto noted = note(tx, context, NoticeKind::commit_skipped,
                      said("notices.unreadable", {{"who", member_text(context, sender)}}), room.room.id);
    if (!noted) return pass_on(noted);
    return Taken{};
  }
  const Received received{.content = *content, .sender = sender, .room = room.room.id, .bytes = message.plaintext};
  const base::MessageId id = *base::MessageId::parse(content->message_id());
  store::Message stored = to_store(received, id, delivery, context.clock.now());
  auto out_of_place = said_in_closed_room(tx, context, room, message, received);
  if (!out_of_place) return pass_on(out_of_place);
  if (*out_of_place) return Taken{};
  auto inserted = tx.messages().insert(stored);
  if (!inserted) return pass_on(inserted);
  if (*inserted == store::Inserted::duplicate) return Taken{};
  if (stored.spoken) room.room.active_at = context.clock.now();
  if (auto kept = keep_evidence(tx, message, id, sender); !kept) return pass_on(kept);
  if (auto indexed = index_words(tx, stored, *content); !indexed) return pass_on(indexed);
  if (auto checked = check_chain(tx, context, received, on_gap); !checked) return pass_on(checked);
  if (auto checked = check_epoch(tx, context, room.group, message, received); !checked) return pass_on(checked);
  if (auto checked = check_followed(tx, context, room, message.epoch, *content, sender); !checked) return pass_on(checked);
  if (auto checked = check_post(tx, context, room, received); !checked) return pass_on(checked);
  if (auto kept = offer_files(tx, context, stored, *content); !kept) return pass_on(kept);
  if (auto done = take_effect(tx, context, stored, *content); !done) return pass_on(done);
  if (!stored.spoken) return Taken{};
  return Taken{.message = std::move(stored)};
}

}  // namespace valise::sdk::client
