// Messages and commits of a room that this device is in.
#include <algorithm>

#include "client-sdk/client/commit_check.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/replica.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/state_loss.hpp"
#include "client-sdk/client/suspect.hpp"
#include "client-sdk/mls/framing/message.hpp"

namespace valise::sdk::client {
namespace {

// What cannot be read because this device is not (or no longer) a member is passed over; the relay has its own idea of who is in
// the room.
Result<Taken> pass_over(Context& context, const v1::Delivery& delivery, const base::Error& why) {
  const bool left = why.code == ClientError::left_room || why.code == ClientError::state_lost;
  auto passed = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (!left) {
      auto noted = note(tx, context, store::NoticeKind::state_lost, said("notices.cannot_open"), room_of(delivery));
      if (!noted) return noted;
    }
    return advance(tx, context, delivery);
  });
  if (!passed) return pass_on(passed);
  return Taken{};
}

bool cannot_open(const std::error_code& code) {
  return code == ClientError::room_unknown || code == ClientError::left_room || code == ClientError::state_lost ||
         code == store::StoreError::not_found;
}

// What was encrypted before this device came is not for it to read. It comes all the same when it was on its way at that moment.
Result<bool> from_before_joining(Context& context, const store::Room& room, const v1::Delivery& delivery) {
  auto message = mls::from_message<mls::PrivateMessage>(base::as_bytes(delivery.message()));
  if (!message || message->epoch.value() >= room.joined_epoch) return false;
  return context.store.transaction([&](store::Transaction& tx) -> Result<bool> {
    if (auto moved = move_position(tx, delivery); !moved) return pass_on(moved);
    if (auto advanced = advance(tx, context, delivery); !advanced) return pass_on(advanced);
    return true;
  });
}

Result<Taken> take_plea_of(Context& context, const RoomGroup& room, const v1::Delivery& delivery) {
  auto taken = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto noted = take_plea(tx, context, delivery, devices_in(room.group)); !noted) return noted;
    if (auto moved = move_position(tx, delivery); !moved) return moved;
    return advance(tx, context, delivery);
  });
  if (!taken) return pass_on(taken);
  return Taken{};
}

// The directory head that the sender had, from the authenticated data: not yet verified, so used only to know how far to sync
// first.
Result<directory::Head> claimed_head(const v1::Delivery& delivery) {
  auto message = mls::from_message<mls::PrivateMessage>(base::as_bytes(delivery.message()));
  if (!message) return pass_on(message);
  const auto head = parse_visible(message->authenticated_data);
  if (!head) return fail(ClientError::delivery_altered, "authenticated data");
  return *head;
}

// After a withheld log was met once, the message itself is looked at all the same: its sender may have made the head up.
asio::awaitable<Result<>> catch_up(Context& context, Link link, std::uint64_t size, bool again) {
  auto synced = co_await sync_to(context, link, size);
  if (!synced && synced.error().code == ClientError::log_withheld && again) co_return Result<>{};
  co_return synced;
}

// The relay's numbers are its own word: what verifies and is new is taken whatever its number, but not silently.
Result<> number(Context& context, RoomGroup& room, base::RoomSeq seq) {
  const bool follows = seq > room.room.last_seq;
  room.room.last_seq = std::max(room.room.last_seq, seq);
  if (follows) return {};
  return notify(context, store::NoticeKind::trust_failure,
                "The relay delivered what was said in this room in another order than it had numbered it before.", room.room.id);
}

Result<> compare_heads(store::Transaction& tx, const Context& context, const directory::Head& peer, const v1::Delivery& delivery,
                       base::DeviceId sender) {
  switch (context.log.compare(peer)) {
    case directory::HeadComparison::consistent: return {};
    case directory::HeadComparison::peer_ahead:
      return note(tx, context, store::NoticeKind::fork,
                  said("notices.directory_withheld", {{"who", member_text(context, sender)}}), room_of(delivery));
    case directory::HeadComparison::forked:
      return note(tx, context, store::NoticeKind::fork, said("notices.directory_forked", {{"who", member_text(context, sender)}}),
                  room_of(delivery));
  }
  return {};
}

// What is read or followed comes behind all that the relay numbered before it (R3).
Result<> note_followed(store::Transaction& tx, const RoomGroup& room, const v1::Delivery& delivery) {
  return tx.places().note_followed(room.room.id, base::RoomSeq(delivery.room_seq()));
}

Result<Taken> take_application(Context& context, RoomGroup& room, const mls::ApplicationMessage& message,
                               const directory::Head& head, const v1::Delivery& delivery, OnGap on_gap) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<Taken> {
    const auto sender = device_of(message.sender.credential);
    if (auto compared = compare_heads(tx, context, head, delivery, *sender); !compared) return pass_on(compared);
    auto taken = take_content(context, tx, room, message, delivery, on_gap);
    if (!taken) return taken;
    if (auto saved = save_ratchets(tx, room); !saved) return pass_on(saved);
    if (auto noted = note_followed(tx, room, delivery); !noted) return pass_on(noted);
    if (auto advanced = advance(tx, context, delivery); !advanced) return pass_on(advanced);
    return taken;
  });
}

// Rooms of this version have no separate proposals: they are dropped by all members alike, and a commit that refers to one is
// refused.
Result<Taken> take_proposal(Context& context, RoomGroup& room, const v1::Delivery& delivery) {
  room.group.drop_proposals();
  auto saved = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto stored = save_ratchets(tx, room); !stored) return stored;
    return advance(tx, context, delivery);
  });
  if (!saved) return pass_on(saved);
  return Taken{};
}

// The rules are those of the room and of the directory that the commit names, so that no member comes to another answer.
Result<> judge_commit(Context& context, const RoomGroup& room, const mls::CommitSummary& summary, base::DeviceId committer,
                      const directory::Head& head, const v1::Delivery& delivery) {
  auto directory = context.past.at(context.store, context.log, head.size);
  if (!directory) return fail(ClientError::log_withheld);
  auto checked = check_commit({.before = room.state,
                               .extensions = room.group.context_extensions(),
                               .summary = summary,
                               .committer = committer,
                               .directory = **directory,
                               .accepted_at = base::from_wire(delivery.accepted_at_ms())});
  return checked ? Result<>{} : pass_on(checked);
}

Result<Taken> take_staged(Context& context, RoomGroup& room, mls::StagedCommit commit, const directory::Head& head,
                          const v1::Delivery& delivery) {
  const auto member = room.group.member(commit.summary.committer);
  const auto committer = member ? device_of(member->credential) : std::nullopt;
  if (!committer) return fail(ClientError::delivery_altered, "committer");
  auto judged = judge_commit(context, room, commit.summary, *committer, head, delivery);
  if (!judged && judged.error().code == ClientError::log_withheld) return pass_on(judged);
  auto taken = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto compared = compare_heads(tx, context, head, delivery, *committer); !compared) return compared;
    if (!judged) return pass_over_commit(context, tx, room, *committer, judged.error(), delivery);
    if (auto merged = take_commit(context, tx, room, std::move(commit), delivery); !merged) return merged;
    if (auto noted = note_followed(tx, room, delivery); !noted) return noted;
    return advance(tx, context, delivery);
  });
  if (!taken) return pass_on(taken);
  return Taken{};
}

}  // namespace

asio::awaitable<Result<Taken>> take_room_message(Context& context, Link link, v1::Delivery delivery) {
  const auto id = room_of(delivery);
  if (!id) co_return fail(ClientError::delivery_altered, "room");
  auto room = load_room_group(context, *id);
  if (!room && cannot_open(room.error().code)) co_return pass_over(context, delivery, room.error());
  if (!room) co_return pass_on(room);
  if (is_plea(delivery)) co_return take_plea_of(context, *room, delivery);
  auto before = from_before_joining(context, room->room, delivery);
  if (!before) co_return pass_on(before);
  if (*before) co_return Taken{};
  auto ahead = pass_over_ahead(context, room->room, delivery);
  if (!ahead) co_return pass_on(ahead);
  if (*ahead) co_return Taken{};
  auto head = claimed_head(delivery);
  if (!head) co_return pass_on(head);
  auto again = was_suspect(context, delivery);
  if (!again) co_return pass_on(again);
  if (auto ready = co_await catch_up(context, link, head->size, *again); !ready) co_return pass_on(ready);

  const LeafPolicy policy(context.directory(), head->size);
  const mls::Validation validation{.credentials = policy, .now = to_seconds(base::from_wire(delivery.accepted_at_ms()))};
  auto handled = room->group.handle(base::as_bytes(delivery.message()), validation);
  if (!handled) co_return pass_on(handled);
  if (auto numbered = number(context, *room, base::RoomSeq(delivery.room_seq())); !numbered) co_return pass_on(numbered);
  if (auto* message = std::get_if<mls::ApplicationMessage>(&*handled)) {
    co_return take_application(context, *room, *message, *head, delivery, *again ? OnGap::take : OnGap::stop);
  }
  if (auto* commit = std::get_if<mls::StagedCommit>(&*handled)) {
    co_return take_staged(context, *room, std::move(*commit), *head, delivery);
  }
  co_return take_proposal(context, *room, delivery);
}

}  // namespace valise::sdk::client
