#include "client-sdk/client/room_queue.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/state_loss.hpp"

namespace valise::sdk::client {
namespace {

std::optional<v1::RoomWish> parse_wish(base::ByteView bytes) {
  v1::RoomWish wish;
  if (!wish.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  return wish;
}

Result<v1::RoomState> allowed_state(const Context& context, const v1::RoomWish& wish, v1::RoomState before) {
  auto after = come_true(wish, before);
  if (!after) return after;
  const Actor actor = actor_of(context.directory(), context.identity->officer);
  auto checked = check_change(before, *after, actor, context.directory(), context.clock.now());
  if (!checked) return pass_on(checked);
  return after;
}

// A room that nobody has been told of is simply another one.
Result<> plan_anew(store::Transaction& tx, store::Room room, const v1::RoomState& state) {
  room.subject = state.subject();
  room.state = base::to_bytes(state.SerializeAsString());
  return tx.rooms().put(room);
}

Result<bool> only_planned(store::Transaction& tx, const store::Room& room) {
  if (room.membership != store::Membership::creating) return false;
  auto pending = tx.rooms().pending_commit(room.id);
  if (!pending) return pass_on(pending);
  return !pending->has_value();
}

Result<> settle(Context& context, const store::RoomChange& change) {
  return context.store.transaction(
      [&](store::Transaction& tx) { return tx.room_changes().settle(change.id, store::ChangeState::done, {}); });
}

// Whatever the rules say no to stays undone, and the person hears of it.
Result<> give_up(Context& context, const store::RoomChange& change, const v1::RoomWish& wish, const base::Error& why) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto noted = note(tx, context, store::NoticeKind::send_failed,
                      said("notices.change_not_made", {{"@change", wish_id(wish)}, reason(why)}), change.room);
    if (!noted) return noted;
    return tx.room_changes().settle(change.id, store::ChangeState::given_up, why.message());
  });
}

bool is_final(const std::error_code& code) {
  return code.category() == std::error_code(RoomRuleError::not_an_owner).category() || code == ClientError::left_room ||
         code == ClientError::room_unknown;
}

// Who has left keeps what was said, and can follow no longer.
Result<> go(Context& context, const base::RoomId& id) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto room = tx.rooms().find(id);
    if (!room) return pass_on(room);
    if (!*room) return {};
    (*room)->membership = store::Membership::removed;
    if (auto put = tx.rooms().put(**room); !put) return put;
    return tx.rooms().erase_group(id);
  });
}

bool goes(const v1::RoomWish& wish) { return wish.has_leave() || wish.has_remove(); }

asio::awaitable<Result<>> open_if_planned(Context& context, Link link, base::RoomId id) {
  auto room = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().find(id); });
  if (!room) co_return pass_on(room);
  if (!*room) co_return fail(ClientError::room_unknown);
  if ((*room)->membership != store::Membership::creating) co_return Result<>{};
  co_return co_await open_room(context, link, id);
}

asio::awaitable<Result<>> carry_out(Context& context, Link link, base::RoomId id, v1::RoomWish wish, Intake intake) {
  if (auto opened = co_await open_if_planned(context, link, id); !opened) co_return opened;
  if (auto place = co_await check_place(context, link, id, intake); !place) co_return place;
  for (int attempt = 0; attempt < kMostConflicts; ++attempt) {
    auto room = load_room_group(context, id);
    if (!room) co_return pass_on(room);
    auto wanted = come_true(wish, room->state);
    if (!wanted) co_return pass_on(wanted);
    const bool stays = belongs(context, *wanted);
    const auto additions = stays ? Additions::make : Additions::leave_out;
    auto outcome = co_await bring_about(context, link, *room, std::move(*wanted), additions);
    if (!outcome) co_return pass_on(outcome);
    if (*outcome == ChangeOutcome::accepted) co_return goes(wish) && !stays ? go(context, id) : Result<>{};
    if (auto settled = co_await after_conflict(context, link, std::move(*room), intake); !settled) co_return settled;
  }
  co_return fail(ClientError::room_busy);
}

}  // namespace

Result<v1::RoomState> state_to_be(store::Transaction& tx, const store::Room& room) {
  auto state = parse_room_state(room.state);
  if (!state) return state;
  auto waiting = tx.room_changes().waiting(room.id);
  if (!waiting) return pass_on(waiting);
  for (const store::RoomChange& change : *waiting) {
    const auto wish = parse_wish(change.wish);
    auto next = wish ? come_true(*wish, *state) : Result<v1::RoomState>(fail(store::StoreError::invalid_value, "wish"));
    if (next) state = std::move(next);
  }
  return state;
}

Result<store::RoomChangeId> queue_wish(store::Transaction& tx, const Context& context, const store::Room& room,
                                       const v1::RoomWish& wish) {
  if (room.membership == store::Membership::removed) return fail(ClientError::left_room);
  auto before = state_to_be(tx, room);
  if (!before) return pass_on(before);
  auto after = allowed_state(context, wish, std::move(*before));
  if (!after) return pass_on(after);
  auto planned = only_planned(tx, room);
  if (!planned) return pass_on(planned);
  auto queued = tx.room_changes().enqueue(room.id, base::as_bytes(wish.SerializeAsString()), context.clock.now());
  if (!queued || !*planned || wish.has_opening()) return queued;
  if (auto anew = plan_anew(tx, room, *after); !anew) return pass_on(anew);
  if (auto settled = tx.room_changes().settle(*queued, store::ChangeState::done, {}); !settled) return pass_on(settled);
  return queued;
}

asio::awaitable<Result<>> make_change(Context& context, Link link, store::RoomChange change, Intake intake) {
  const auto wish = parse_wish(change.wish);
  if (!wish) co_return fail(store::StoreError::invalid_value, "wish");
  auto done = co_await carry_out(context, link, change.room, *wish, std::move(intake));
  // It may have come true already: by this device before a crash, or by somebody else.
  if (done || done.error().code == RoomRuleError::already_so) co_return settle(context, change);
  if (!is_final(done.error().code)) co_return done;
  co_return give_up(context, change, *wish, done.error());
}

Result<std::vector<Errand>> errands(store::Transaction& tx) {
  auto messages = tx.outbox().waiting();
  if (!messages) return pass_on(messages);
  auto changes = tx.room_changes().waiting();
  if (!changes) return pass_on(changes);
  std::vector<Errand> out;
  auto change = changes->begin();
  const auto changes_before = [&](store::OutboxId message) {
    for (; change != changes->end() && change->after < message; ++change) out.emplace_back(std::move(*change));
  };
  for (store::OutboxItem& message : *messages) {
    changes_before(message.id);
    out.emplace_back(std::move(message));
  }
  for (; change != changes->end(); ++change) out.emplace_back(std::move(*change));
  return out;
}

}  // namespace valise::sdk::client
