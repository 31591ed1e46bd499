#include "client-sdk/client/room_change.hpp"

#include <algorithm>

#include "client-sdk/client/commit_check.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/receipts.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

v1::ClientFrame frame_of(const store::PendingCommit& pending) {
  v1::ClientFrame frame;
  v1::SubmitCommit& submit = *frame.mutable_submit_commit();
  submit.set_room_id(pending.room.string());
  submit.set_idempotency_key(pending.key.string());
  submit.set_expected_position(pending.expected_position.value());
  submit.set_commit(base::to_string(pending.commit));
  submit.set_welcome(base::to_string(pending.welcome));
  for (const base::DeviceId& device : pending.add) submit.add_add(device.string());
  for (const base::DeviceId& device : pending.remove) submit.add_remove(device.string());
  return frame;
}

Result<store::PendingCommit> store_pending(Context& context, const RoomGroup& room, const Change& change,
                                           const mls::PendingCommit& commit) {
  store::PendingCommit pending{.room = room.room.id,
                               .key = context.random.id<base::IdempotencyKey>(),
                               .expected_position = room.room.handshake_position,
                               .commit = commit.message,
                               .welcome = commit.welcome.value_or(base::Bytes{}),
                               .add = change.add,
                               .remove = change.remove,
                               .next_state = commit.serialize(),
                               .made_at = context.clock.now()};
  // The ratchet goes with it: the commit used up a key, whether or not it is accepted.
  auto stored = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto saved = save_epoch(tx, room); !saved) return saved;
    return tx.rooms().put_pending_commit(pending);
  });
  if (!stored) return pass_on(stored);
  return pending;
}

store::SentCommit sent_form(const store::PendingCommit& pending, base::RoomSeq position, base::UnixMillis now) {
  return {.room = pending.room,
          .founding = pending.expected_position.value() == 0,
          .room_seq = position,
          .commit = pending.commit,
          .welcome = pending.welcome,
          .add = pending.add,
          .remove = pending.remove,
          .accepted_at = now};
}

// Whether the rules allow it, judged as all others will. A change that they would pass over must not be made.
Result<> check_own(Context& context, const RoomGroup& room, const mls::CommitSummary& summary) {
  auto checked = check_commit({.before = room.state,
                               .extensions = room.group.context_extensions(),
                               .summary = summary,
                               .committer = context.device(),
                               .directory = context.directory(),
                               .accepted_at = context.clock.now()});
  return checked ? Result<>{} : pass_on(checked);
}

// Only the relay's time was not known then: a guest's time that is not over by its clock makes the change void for everybody.
Result<> check_time(Context& context, const RoomGroup& room, const mls::Extensions& next, base::UnixMillis accepted_at) {
  const mls::Bytes* bytes = next.find(mls::ExtensionType::valise_room_state);
  auto after = bytes == nullptr ? Result<v1::RoomState>(fail(RoomRuleError::malformed_state)) : parse_room_state(*bytes);
  if (!after) return pass_on(after);
  if (after->SerializeAsString() == room.state.SerializeAsString()) return {};
  auto directory = context.past.at(context.store, context.log, after->head_size());
  if (!directory) return pass_on(directory);
  return check_change(room.state, *after, actor_of(**directory, context.identity->officer), **directory, accepted_at);
}

Result<> pass_over_own(Context& context, RoomGroup& room, base::RoomSeq position) {
  room.room.handshake_position = position;
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto put = tx.rooms().put(room.room); !put) return put;
    return tx.rooms().erase_pending_commit(room.room.id);
  });
}

Result<> enter_next_epoch(Context& context, RoomGroup& room, const store::PendingCommit& pending,
                          const v1::Submitted& submitted) {
  const base::RoomSeq position(submitted.room_seq());
  auto commit = mls::PendingCommit::restore(pending.next_state.expose());
  if (!commit) return pass_on(commit);
  const mls::Extensions& next = commit->next.context.extensions;
  if (auto timely = check_time(context, room, next, base::from_wire(submitted.accepted_at_ms())); !timely) {
    if (auto passed = pass_over_own(context, room, position); !passed) return passed;
    return timely;
  }
  if (auto merged = room.group.merge(std::move(*commit)); !merged) return merged;
  room.room.handshake_position = position;
  room.room.membership = store::Membership::member;
  room.room.own_update_at = context.clock.now();
  const base::Bytes before = room.room.state;
  if (auto refreshed = refresh_cache(room); !refreshed) return refreshed;
  if (room.room.state != before) room.room.active_at = room.room.own_update_at;  // more than a renewal
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto saved = save_epoch(tx, room); !saved) return saved;
    if (auto kept = tx.sent_commits().put(sent_form(pending, position, context.clock.now())); !kept) return kept;
    const bool founding = pending.expected_position.value() == 0;  // its first message follows at once
    if (auto noted = founding ? Result<>{} : note_change(tx, context, room.room.id); !noted) return noted;
    for (const base::DeviceId& device : pending.add) {
      if (auto back = tx.rooms().forget_lost_member(room.room.id, device); !back) return back;
      if (auto anew = tx.rooms().forget_sender_chain(room.room.id, device); !anew) return anew;
      const bool again = std::ranges::find(pending.remove, device) != pending.remove.end();
      auto noted = again ? tx.places().note_readmission(room.room.id, device)
                         : tx.places().note_member_since(room.room.id, device, position);
      if (!noted) return noted;
    }
    return tx.rooms().erase_pending_commit(room.room.id);
  });
}

Result<> give_up_pending(Context& context, base::RoomId room) {
  return context.store.transaction([&](store::Transaction& tx) { return tx.rooms().erase_pending_commit(room); });
}

// These answers are final: the relay will not accept this commit under this key.
bool refused_for_good(const std::error_code& code) {
  using net::RelayFailure;
  return code == RelayFailure::conflict || code == RelayFailure::not_authorised || code == RelayFailure::malformed ||
         code == RelayFailure::too_large || code == RelayFailure::not_found || code == RelayFailure::key_reused;
}

asio::awaitable<Result<ChangeOutcome>> submit(Context& context, Link link, RoomGroup& room, const store::PendingCommit& pending) {
  auto reply = co_await link->request(frame_of(pending));
  if (reply) {
    if (auto entered = enter_next_epoch(context, room, pending, reply->submitted()); !entered) co_return pass_on(entered);
    co_return ChangeOutcome::accepted;
  }
  const std::error_code code = reply.error().code;
  if (!refused_for_good(code)) co_return pass_on(reply);
  if (auto dropped = give_up_pending(context, room.room.id); !dropped) co_return pass_on(dropped);
  if (code == net::RelayFailure::conflict) co_return ChangeOutcome::conflict;
  co_return pass_on(reply);
}

asio::awaitable<Result<>> resolve(Context& context, Link link, base::RoomId id) {
  auto pending = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().pending_commit(id); });
  if (!pending) co_return pass_on(pending);
  if (!*pending) co_return Result<>{};
  auto room = load_room_group(context, id);
  if (!room) co_return pass_on(room);
  auto outcome = co_await submit(context, link, *room, **pending);
  if (!outcome) co_return pass_on(outcome);
  co_return Result<>{};
}

}  // namespace

asio::awaitable<Result<ChangeOutcome>> change_room(Context& context, Link link, RoomGroup& room, Change change) {
  change.commit.authenticated_data = visible_data(context.log.head());
  const LeafPolicy policy(context.directory(), context.log.head().size);
  const mls::Validation validation{.credentials = policy, .now = to_seconds(context.clock.now())};
  auto commit = room.group.commit(change.commit, validation, context.random);
  if (!commit) co_return pass_on(commit);
  if (auto allowed = check_own(context, room, commit->summary); !allowed) co_return pass_on(allowed);
  auto pending = store_pending(context, room, change, *commit);
  if (!pending) co_return pass_on(pending);
  co_return co_await submit(context, link, room, *pending);
}

asio::awaitable<Result<>> resolve_pending(Context& context, Link link) {
  auto rooms = context.store.transaction([](store::Transaction& tx) { return tx.rooms().rooms_with_pending_commit(); });
  if (!rooms) co_return pass_on(rooms);
  for (const base::RoomId& room : *rooms) {
    auto resolved = co_await resolve(context, link, room);
    if (!resolved && !refused_for_good(resolved.error().code)) co_return resolved;
  }
  co_return Result<>{};
}

}  // namespace valise::sdk::client
