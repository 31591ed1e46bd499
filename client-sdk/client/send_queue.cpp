#include "client-sdk/client/send_queue.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/effects.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/followed.hpp"
#include "client-sdk/client/history_bundle.hpp"
#include "client-sdk/client/kept_reason.hpp"
#include "client-sdk/client/receipts.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/state_loss.hpp"
#include "client-sdk/client/transfer.hpp"
#include "client-sdk/client/withdrawal.hpp"
#include "client-sdk/client/words.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

// Receivers keep the keys of three past epochs; a ciphertext older than this is made anew rather than sent unreadable.
constexpr std::uint64_t kOldestEpochToSend = 1;

Result<store::Membership> membership_of(Context& context, base::RoomId id) {
  auto room = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().find(id); });
  if (!room) return pass_on(room);
  if (!*room) return fail(ClientError::room_unknown);
  return (*room)->membership;
}

// What people say has no place in a room that was closed since; what serves the programs, a receipt say, still goes out.
Result<bool> said_too_late(Context& context, const RoomGroup& room, const store::OutboxItem& item) {
  if (!is_closed(room.state)) return false;
  auto message = context.store.transaction([&](store::Transaction& tx) { return tx.messages().find(item.message, item.sender); });
  if (!message) return pass_on(message);
  return *message && (*message)->spoken;
}

Result<> give_up(Context& context, const store::OutboxItem& item, ClientError why) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto message = tx.messages().find(item.message, item.sender);
    if (!message) return pass_on(message);
    if (*message && (*message)->spoken) {  // nobody misses a receipt
      const char* code = why == ClientError::room_closed ? "notices.not_sent_room_closed" : "notices.not_sent_left_room";
      auto text = said(code, {{"message", base::to_hex(item.message.view()).substr(0, 8)}});
      if (auto noted = note(tx, context, store::NoticeKind::send_failed, std::move(text), item.room); !noted) return noted;
    }
    return tx.outbox().give_up(item.id, kept({why, {}}));
  });
}

// A conflict means that another's commit is in this device's mailbox. Where none comes, the position that is kept here is wrong
// because a relay once numbered a commit falsely, or was restored: its own word about its own counter is as good as any.
asio::awaitable<Result<>> adopt_position(Context& context, Link link, RoomGroup room) {
  v1::ClientFrame frame;
  frame.mutable_get_room()->set_room_id(room.room.id.string());
  auto reply = co_await link->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  room.room.handshake_position = base::RoomSeq(reply->room_info().handshake_position());
  co_return context.store.transaction([&](store::Transaction& tx) { return tx.rooms().put(room.room); });
}

}  // namespace

asio::awaitable<Result<>> after_conflict(Context& context, Link link, RoomGroup room, const Intake& intake) {
  auto taken = co_await intake();
  if (taken || taken.error().code != net::NetError::timeout) co_return taken;
  co_return co_await adopt_position(context, link, std::move(room));
}

asio::awaitable<Result<RoomGroup>> bring_up_to_date(Context& context, Link link, base::RoomId id, Intake intake) {
  if (auto place = co_await check_place(context, link, id, intake); !place) co_return pass_on(place);
  for (int attempt = 0; attempt < kMostConflicts; ++attempt) {
    auto room = load_room_group(context, id);
    if (!room) co_return pass_on(room);
    auto outcome = co_await upkeep(context, link, *room);
    if (!outcome) co_return pass_on(outcome);
    if (*outcome == ChangeOutcome::accepted) co_return room;
    if (auto settled = co_await after_conflict(context, link, std::move(*room), intake); !settled) co_return pass_on(settled);
  }
  co_return fail(ClientError::room_busy);
}

namespace {

// The files of a message that have to be whole at the relay before it is sent. Those that were are looked after until the content
// names their places: the relay may have been restored from a backup without them. A copy that is not here any more cannot mend
// that.
Result<std::vector<store::Transfer>> files_to_bring(store::Transaction& tx, const store::OutboxItem& item) {
  auto files = tx.transfers().of_message(item.message, item.sender);
  if (!files || files->empty()) return files;
  auto message = tx.messages().find(item.message, item.sender);
  if (!message) return pass_on(message);
  const auto content = *message ? parse_content((*message)->content) : std::nullopt;
  const bool named = content && content->sender_counter() != 0;
  std::erase_if(*files, [&](const store::Transfer& file) {
    std::error_code unknown;
    return file.state == store::TransferState::complete && (named || !std::filesystem::exists(file.path, unknown));
  });
  return files;
}

asio::awaitable<Result<>> upload_files(Context& context, Link link, const store::OutboxItem& item, Watch watch) {
  auto files = context.store.transaction([&](store::Transaction& tx) { return files_to_bring(tx, item); });
  if (!files) co_return pass_on(files);
  for (store::Transfer& file : *files) {
    if (auto sent = co_await upload(context, link, std::move(file), watch); !sent) co_return sent;
  }
  co_return Result<>{};
}

// The content as it is sent: the draft of the person, the places of its files, and what only this moment knows. Completed once:
// if it must be protected again, in a later epoch, it is the same content at the same place in the sender's chain.
Result<base::Bytes> completed_content(store::Transaction& tx, RoomGroup& room, const store::OutboxItem& item) {
  auto message = tx.messages().find(item.message, item.sender);
  if (!message) return pass_on(message);
  auto content = *message ? parse_content((*message)->content) : std::nullopt;
  if (!content) return fail(store::StoreError::invalid_value, "queued message");
  if (content->sender_counter() != 0) return (*message)->content;
  auto files = tx.transfers().of_message(item.message, item.sender);
  if (!files) return pass_on(files);
  for (const store::Transfer& file : *files) *content->add_attachments() = attachment_of(file);
  if (auto finished = finish_bundle(tx, *content); !finished) return pass_on(finished);
  auto head = tx.meta().head();
  if (!head) return pass_on(head);
  const SenderMark mark{.counter = room.room.own_counter, .previous_hash = room.room.own_previous_hash};
  if (auto said = say_followed(tx, item.room, *content); !said) return pass_on(said);
  complete(*content, mark, room.group.epoch_authenticator(), *head ? (*head)->checkpoint : std::string());
  base::Bytes bytes = base::to_bytes(content->SerializeAsString());
  room.room.own_counter = content->sender_counter();
  room.room.own_previous_hash = crypto::Sha256::of(bytes);
  if (auto kept = tx.messages().set_content(item.message, item.sender, bytes); !kept) return pass_on(kept);
  if (auto indexed = index_words(tx, **message, *content); !indexed) return pass_on(indexed);
  return bytes;
}

Result<> keep_evidence(store::Transaction& tx, const mls::Group& group, const store::OutboxItem& item, const base::Bytes& visible,
                       const base::Bytes& signature) {
  return tx.evidence().put(item.message, item.sender,
                           {.epoch = group.epoch().value(),
                            .leaf = group.own_leaf().value(),
                            .authenticated_data = visible,
                            .signature = signature,
                            .group_context = mls::encode(group.context())});
}

// Ciphertext, advanced ratchet and place in the chain become durable together, before anything leaves.
Result<base::Bytes> protect(Context& context, RoomGroup& room, const store::OutboxItem& item) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::Bytes> {
    auto content = completed_content(tx, room, item);
    if (!content) return pass_on(content);
    const base::Bytes visible = visible_data(context.log.head());
    auto made = room.group.protect_signed(visible, *content, context.random);
    if (!made) return pass_on(made);
    if (auto kept = keep_evidence(tx, room.group, item, visible, made->signature); !kept) return pass_on(kept);
    if (const auto said = parse_content(*content); said && is_spoken(*said)) room.room.active_at = context.clock.now();
    if (auto noted = note_recipients(tx, context, room, item.message); !noted) return pass_on(noted);
    if (auto saved = save_ratchets(tx, room); !saved) return pass_on(saved);
    auto set = tx.outbox().set_protected(item.id, {.ciphertext = made->message, .epoch = room.group.epoch().value()});
    if (!set) return pass_on(set);
    return std::move(made->message);
  });
}

// A ciphertext of an epoch that receivers may have forgotten is dropped. The new one goes under a key of its own; should the
// relay have taken the old one after all, receivers know the message by its id.
// In that case its number never comes to be known: what the relay has given so far counts as known.
asio::awaitable<Result<>> drop_outdated(Context& context, Link link, const RoomGroup& room, store::OutboxItem& item) {
  if (!item.protected_form || item.protected_form->epoch + kOldestEpochToSend >= room.group.epoch().value()) co_return Result<>{};
  v1::ClientFrame frame;
  frame.mutable_get_room()->set_room_id(room.room.id.string());
  auto reply = co_await link->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  item.protected_form.reset();
  item.key = context.keys.next();
  co_return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto own = tx.places().note_own_seq(item.room, base::RoomSeq(reply->room_info().last_seq())); !own) return own;
    return tx.outbox().protect_anew(item.id, item.key);
  });
}

v1::ClientFrame frame_of(const store::OutboxItem& item, const base::Bytes& ciphertext, base::RoomSeq withdraws) {
  v1::ClientFrame frame;
  v1::SubmitMessage& submit = *frame.mutable_submit_message();
  submit.set_room_id(item.room.string());
  submit.set_idempotency_key(item.key.string());
  submit.set_message(base::to_string(ciphertext));
  submit.set_urgency(static_cast<v1::Urgency>(item.urgency));
  if (item.acknowledge_by) submit.set_acknowledge_by_ms(base::to_wire(*item.acknowledge_by));
  submit.set_post(item.post);
  if (item.settles) submit.set_settles_seq(item.settles->value());
  submit.set_withdraws_seq(withdraws.value());
  return frame;
}

Result<> mark_sent(Context& context, const store::OutboxItem& item, base::RoomSeq number, base::UnixMillis at) {
  auto marked = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto own = tx.places().note_own_seq(item.room, number); !own) return own;
    return tx.outbox().mark_sent(item.id, number, at);
  });
  if (marked) forget_staged(context, item.message);
  return marked;
}

asio::awaitable<Result<>> submit(Context& context, Link link, const store::OutboxItem& item, const base::Bytes& ciphertext) {
  auto withdraws =
      context.store.transaction([&](store::Transaction& tx) { return withdrawn_by(tx, context, {item.message, item.sender}); });
  if (!withdraws) co_return pass_on(withdraws);
  auto reply = co_await link->request(frame_of(item, ciphertext, *withdraws));
  if (!reply) co_return pass_on(reply);
  const v1::Submitted& accepted = reply->submitted();
  co_return mark_sent(context, item, base::RoomSeq(accepted.room_seq()), base::from_wire(accepted.accepted_at_ms()));
}

constexpr std::uint64_t kMostSkipped = 500;  // generations; receivers follow over a thousand

// protect_beside gives another ciphertext of what is in flight, so many generations on. The old one stays in the queue.
Result<mls::SignedMessage> protect_beside(Context& context, RoomGroup& room, const store::OutboxItem& item,
                                          std::uint64_t skipped) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<mls::SignedMessage> {
    auto content = completed_content(tx, room, item);
    if (!content) return pass_on(content);
    for (std::uint64_t i = 0; i < std::min(skipped, kMostSkipped); ++i) {
      if (auto unused = room.group.protect_signed({}, {}, context.random); !unused) return pass_on(unused);
    }
    auto made = room.group.protect_signed(visible_data(context.log.head()), *content, context.random);
    if (!made) return pass_on(made);
    if (auto saved = save_ratchets(tx, room); !saved) return pass_on(saved);
    return std::move(*made);
  });
}

Result<> protect_anew(Context& context, const store::OutboxItem& item) {
  return context.store.transaction(
      [&](store::Transaction& tx) { return tx.outbox().protect_anew(item.id, context.keys.next()); });
}

// Relays answer for a month for what they took (R6): after a long time away, what they do not know may be one's own all the same.
bool is_answered_for(const Context& context, const store::OutboxItem& item) {
  const auto age = context.clock.now() - item.queued_at;
  return age >= std::chrono::hours(0) && age < std::chrono::hours(7 * 24);
}

// The relay had it, under a number that is known by now.
asio::awaitable<Result<>> judge_after(Context& context, const store::OutboxItem& item, Since since, Intake intake) {
  auto flown = context.store.transaction([&](store::Transaction& tx) { return tx.places().own_seq(item.room); });
  if (!flown) co_return pass_on(flown);
  since.unexplained = base::RoomSeq(0);  // what that number does not explain is looked at before the next message
  co_return co_await judge_since(context, item.room, *flown, since, std::move(intake));
}

// A ciphertext that may have left before. Where the relay has given numbers since, one may be of this ciphertext, or of what
// another copy of the profile has said under the same generation and those after it. So the relay is offered a new ciphertext
// beyond all those, under the old idempotency key: it refuses that if it has the old one (R6), and then gives the number of that.
asio::awaitable<Result<>> submit_again(Context& context, Link link, RoomGroup room, store::OutboxItem item, Intake intake) {
  auto since = co_await since_own(context, link, item.room);
  if (!since) co_return pass_on(since);
  if (since->numbers == 0) co_return co_await submit(context, link, item, item.protected_form->ciphertext);
  auto fresh = protect_beside(context, room, item, since->numbers);
  if (!fresh) co_return pass_on(fresh);
  auto taken = co_await submit(context, link, item, fresh->message);
  if (taken) {
    auto kept = context.store.transaction([&](store::Transaction& tx) {
      return keep_evidence(tx, room.group, item, visible_data(context.log.head()), fresh->signature);
    });
    if (!kept || !is_answered_for(context, item)) co_return kept;
    co_return co_await judge_since(context, item.room, base::RoomSeq(0), *since, std::move(intake));
  }
  if (taken.error().code != net::RelayFailure::key_reused) co_return taken;
  auto had = co_await submit(context, link, item, item.protected_form->ciphertext);
  if (had) co_return co_await judge_after(context, item, *since, std::move(intake));
  if (had.error().code != net::RelayFailure::key_reused) co_return had;
  // It has one that was offered like this, and the answer was lost, too: the last that it took in this device's name, at the
  // place where the others have it.
  if (!since->own_at_relay || *since->own_at_relay <= since->own.value()) co_return protect_anew(context, item);
  auto marked = mark_sent(context, item, base::RoomSeq(*since->own_at_relay), context.clock.now());
  if (!marked) co_return marked;
  co_return co_await judge_after(context, item, *since, std::move(intake));
}

}  // namespace

asio::awaitable<Result<>> send_item(Context& context, Link link, store::OutboxItem item, Intake intake, Watch watch) {
  auto held = context.store.transaction([&](store::Transaction& tx) { return are_held(tx, item.message, item.sender); });
  if (!held) co_return pass_on(held);
  if (*held) co_return fail(ClientError::files_held);
  auto membership = membership_of(context, item.room);
  if (!membership) co_return pass_on(membership);
  if (*membership == store::Membership::removed) co_return give_up(context, item, ClientError::left_room);
  if (*membership == store::Membership::creating) {
    if (auto opened = co_await open_room(context, link, item.room); !opened) co_return opened;
  }
  auto room = co_await bring_up_to_date(context, link, item.room, intake);
  if (!room) co_return pass_on(room);
  if (!belongs(context, room->state)) co_return give_up(context, item, ClientError::left_room);
  auto late = said_too_late(context, *room, item);
  if (!late) co_return pass_on(late);
  if (*late) co_return give_up(context, item, ClientError::room_closed);
  if (has_stranger(context, *room)) co_return fail(ClientError::room_busy);
  if (auto uploaded = co_await upload_files(context, link, item, std::move(watch)); !uploaded) co_return uploaded;
  if (auto current = co_await drop_outdated(context, link, *room, item); !current) co_return current;
  if (item.protected_form) co_return co_await submit_again(context, link, std::move(*room), std::move(item), intake);
  auto ciphertext = protect(context, *room, item);
  if (!ciphertext) co_return pass_on(ciphertext);
  co_return co_await submit(context, link, item, *ciphertext);
}

}  // namespace valise::sdk::client
