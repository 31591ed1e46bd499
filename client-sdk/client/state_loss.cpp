#include "client-sdk/client/state_loss.hpp"

#include <algorithm>

#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/restored.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
using store::DoubtKind;

constexpr int kSilences = 3;       // so often nothing comes from a relay that answers, before it is believed that nothing will
constexpr auto kOthersFirst = 2h;  // so long a device in doubt leaves changes of the room to others

// What the relay says of a room.
struct Numbers {
  std::uint64_t last = 0;            // given so far
  std::optional<std::uint64_t> own;  // the last of them that a message in this device's name got
  std::set<base::DeviceId> listed;   // who gets what is said
  [[nodiscard]] bool lists(base::DeviceId device) const { return listed.contains(device); }
};

asio::awaitable<Result<Numbers>> numbers_of(Link link, base::RoomId room) {
  v1::ClientFrame frame;
  frame.mutable_get_room()->set_room_id(room.string());
  auto reply = co_await link->request(std::move(frame));
  if (!reply && reply.error().code == net::RelayFailure::not_authorised) co_return Numbers{};
  if (!reply) co_return pass_on(reply);
  Numbers out{.last = reply->room_info().last_seq(), .own = {}, .listed = {}};
  if (reply->room_info().has_own_seq()) out.own = reply->room_info().own_seq();
  for (const std::string& id : reply->room_info().device_ids()) {
    if (const auto device = base::DeviceId::parse(id)) out.listed.insert(*device);
  }
  co_return out;
}

// What was protected and whose number is not known yet: the relay may have it already.
Result<std::uint64_t> in_flight(store::Transaction& tx, const base::RoomId& room) {
  auto waiting = tx.outbox().waiting();
  if (!waiting) return pass_on(waiting);
  return static_cast<std::uint64_t>(std::ranges::count_if(
      *waiting, [&](const store::OutboxItem& item) { return item.room == room && item.protected_form.has_value(); }));
}

// The highest number that is known here: of what was delivered, readable or not, and of what this device sent.
struct Known {
  std::uint64_t delivered = 0;
  std::uint64_t own = 0;
  std::uint64_t all = 0;
  std::uint64_t flying = 0;
  bool own_sure = true;
  [[nodiscard]] std::uint64_t with_flying() const { return all + flying; }
};
Result<Known> known_numbers(Context& context, base::RoomId id) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<Known> {
    auto room = tx.rooms().find(id);
    if (!room) return pass_on(room);
    if (!*room) return fail(ClientError::room_unknown);
    if ((*room)->membership == store::Membership::state_lost) return fail(ClientError::state_lost);
    auto own = tx.places().own_seq(id);
    if (!own) return pass_on(own);
    auto sure = tx.places().own_is_sure(id);
    if (!sure) return pass_on(sure);
    auto flying = in_flight(tx, id);
    if (!flying) return pass_on(flying);
    const auto delivered = (*room)->last_seq.value();
    const auto all = std::max({delivered, (*room)->handshake_position.value(), own->value()});
    return Known{.delivered = delivered, .own = own->value(), .all = all, .flying = *flying, .own_sure = *sure};
  });
}

Result<std::uint64_t> known_number(Context& context, base::RoomId id) {
  auto known = known_numbers(context, id);
  return known ? Result<std::uint64_t>(known->with_flying()) : pass_on(known);
}

Result<> lose_to_copy(Context& context, base::RoomId room) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto lost = lose_state(tx, context, room, "notices.place_lost.copy"); !lost) return lost;
    return note(tx, context, store::NoticeKind::trust_failure, said("notices.profile_copied"), {});
  });
}

// The last message that the relay took in this device's name must be one of this device's. What is in flight, or was given up on
// the way, may be it. Fails with state_lost if a copy of the profile has spoken.
Result<> check_own_number(Context& context, base::RoomId room, const Numbers& numbers) {
  if (!numbers.own) return {};
  auto known = known_numbers(context, room);
  if (!known) return pass_on(known);
  if (*numbers.own <= known->own) return {};
  if (known->flying > 0) return {};  // submit_again judges
  if (known->own_sure) {
    if (auto lost = lose_to_copy(context, room); !lost) return lost;
    return fail(ClientError::state_lost);
  }
  return context.store.transaction(
      [&](store::Transaction& tx) { return tx.places().settle_own_seq(room, base::RoomSeq(*numbers.own)); });
}

// Whoever is in the group and not on the relay's list hears nothing: brought back by the next change.
Result<> note_unlisted(Context& context, const base::RoomId& id, const Numbers& numbers) {
  auto room = load_room_group(context, id);
  if (!room) return pass_on(room);
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    for (const base::DeviceId& device : devices_in(room->group)) {
      if (numbers.lists(device)) continue;
      if (auto lost = tx.rooms().note_lost_member(id, device); !lost) return lost;
    }
    return {};
  });
}

bool is_ahead(const store::Room& room, const v1::Delivery& delivery) {
  if (room.membership != store::Membership::member) return false;
  auto message = mls::from_message<mls::PrivateMessage>(base::as_bytes(delivery.message()));
  return message && message->epoch.value() > room.epoch;
}

Result<> lose(Context& context, base::RoomId room, const std::string& why) {
  return context.store.transaction([&](store::Transaction& tx) { return lose_state(tx, context, room, why); });
}

Result<bool> numbers_begin_anew(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) { return restored_lately(tx, context.clock.now()); });
}

}  // namespace

Result<> put_away(store::Transaction& tx, Context& context, const base::RoomId& id) {
  if (auto erased = tx.rooms().erase_group(id); !erased) return erased;
  if (auto erased = tx.rooms().erase_pending_commit(id); !erased) return erased;
  auto waiting = tx.outbox().waiting();
  if (!waiting) return pass_on(waiting);
  for (const store::OutboxItem& item : *waiting) {
    if (item.room != id || !item.protected_form) continue;
    if (auto anew = tx.outbox().protect_anew(item.id, context.keys.next()); !anew) return anew;
  }
  return {};
}

Result<> lose_state(store::Transaction& tx, Context& context, const base::RoomId& id, const std::string& why_id) {
  auto room = tx.rooms().find(id);
  if (!room) return pass_on(room);
  if (!*room || (*room)->membership != store::Membership::member) return {};
  (*room)->membership = store::Membership::state_lost;
  if (auto put = tx.rooms().put(**room); !put) return put;
  if (auto away = put_away(tx, context, id); !away) return away;
  const store::Doubt doubt{.room = id, .what = DoubtKind::lost, .after = (*room)->last_seq, .since = context.clock.now()};
  if (auto noted = tx.places().note_doubt(doubt); !noted) return noted;
  return note(tx, context, store::NoticeKind::state_lost,
              said("notices.place_lost", {{"room", (*room)->subject}, {"@why", why_id}}), id);
}

Result<> note_copy(Context& context, base::MailboxSeq acknowledged, base::MailboxSeq assigned) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto rooms = tx.rooms().list();
    if (!rooms) return pass_on(rooms);
    for (const store::Room& room : *rooms) {
      auto lost = lose_state(tx, context, room.id, "notices.place_lost.copy");
      if (!lost) return lost;
    }
    auto noted = note(tx, context, store::NoticeKind::trust_failure, said("notices.profile_copied"), {});
    if (!noted) return noted;
    if (auto restarted = tx.meta().restart_mailbox(acknowledged); !restarted) return restarted;
    return tx.meta().note_assigned(assigned);
  });
}

asio::awaitable<Result<Since>> since_own(Context& context, Link link, base::RoomId room) {
  auto anew = numbers_begin_anew(context);
  if (!anew) co_return pass_on(anew);
  if (*anew) co_return Since{};
  auto numbers = co_await numbers_of(link, room);
  if (!numbers) co_return pass_on(numbers);
  auto known = known_numbers(context, room);
  if (!known) co_return pass_on(known);
  co_return Since{.own = base::RoomSeq(known->own),
                  .numbers = numbers->last > known->own ? numbers->last - known->own : 0,
                  .unexplained = base::RoomSeq(numbers->last > known->all ? numbers->last : 0),
                  .own_at_relay = known->own_sure && known->flying == 1 ? numbers->own : std::nullopt};
}

asio::awaitable<Result<>> judge_since(Context& context, base::RoomId room, base::RoomSeq flown, Since since, Intake intake) {
  const auto own = std::max(since.own, flown).value();
  if (since.own_at_relay) co_return *since.own_at_relay > own ? lose_to_copy(context, room) : Result<>{};
  if (since.unexplained == base::RoomSeq(0)) co_return Result<>{};
  co_return co_await note_other_copy(context, room, since.unexplained, std::move(intake));
}

asio::awaitable<Result<>> note_other_copy(Context& context, base::RoomId room, base::RoomSeq number, Intake intake) {
  for (int silences = 0; silences < kSilences;) {
    auto known = known_numbers(context, room);
    if (!known) co_return pass_on(known);
    if (known->delivered >= number.value()) co_return Result<>{};
    auto taken = co_await intake();
    if (taken) continue;
    if (taken.error().code != net::NetError::timeout) co_return taken;
    ++silences;
  }
  co_return lose_to_copy(context, room);
}

asio::awaitable<Result<>> check_place(Context& context, Link link, base::RoomId room, Intake intake) {
  if (context.places_checked.contains(room)) co_return Result<>{};
  if (auto ours = known_number(context, room); !ours) co_return pass_on(ours);
  auto anew = numbers_begin_anew(context);
  if (!anew) co_return pass_on(anew);
  if (*anew) co_return Result<>{};
  auto numbers = co_await numbers_of(link, room);
  if (!numbers) co_return pass_on(numbers);
  const bool listed = numbers->lists(context.device());
  if (auto own = listed ? check_own_number(context, room, *numbers) : Result<>{}; !own) co_return own;
  int silences = 0;
  while (listed && silences < kSilences) {
    auto known = known_number(context, room);
    if (!known) co_return pass_on(known);
    if (*known >= numbers->last) {
      context.places_checked.insert(room);
      co_return note_unlisted(context, room, *numbers);
    }
    auto taken = co_await intake();
    if (taken) continue;
    if (taken.error().code != net::NetError::timeout) co_return taken;
    // A line that stalls is silent, too, but then it does not answer either.
    if (auto answered = co_await numbers_of(link, room); !answered) co_return pass_on(answered);
    ++silences;
  }
  const std::string why = listed ? "notices.place_lost.unknown" : "notices.place_lost.unlisted";
  if (auto lost = lose(context, room, why); !lost) co_return lost;
  co_return fail(ClientError::state_lost);
}

Result<> doubt_all(store::Transaction& tx, const Context& context) {
  auto rooms = tx.rooms().list();
  if (!rooms) return pass_on(rooms);
  for (const store::Room& room : *rooms) {
    if (room.membership != store::Membership::member) continue;
    const store::Doubt doubt{
        .room = room.id, .what = DoubtKind::erased_unread, .after = room.last_seq, .since = context.clock.now()};
    if (auto noted = tx.places().note_doubt(doubt); !noted) return noted;
  }
  return {};
}

Result<bool> pass_over_ahead(Context& context, const store::Room& room, const v1::Delivery& delivery) {
  if (!is_ahead(room, delivery)) return false;
  return context.store.transaction([&](store::Transaction& tx) -> Result<bool> {
    auto doubt = tx.places().doubt(room.id);
    if (!doubt) return pass_on(doubt);
    if (!*doubt) return false;
    if (auto cut = note_cut_off(tx, context, delivery); !cut) return pass_on(cut);
    if ((*doubt)->what == DoubtKind::erased_unread) {
      auto lost = lose_state(tx, context, room.id, "notices.place_lost.erased");
      if (!lost) return pass_on(lost);
    }
    if (auto moved = move_position(tx, delivery); !moved) return pass_on(moved);
    if (auto advanced = advance(tx, context, delivery); !advanced) return pass_on(advanced);
    return true;
  });
}

Result<> note_cut_off(store::Transaction& tx, const Context& context, const v1::Delivery& delivery) {
  const auto id = room_of(delivery);
  if (!id || delivery.kind() != v1::DELIVERY_KIND_COMMIT) return {};
  auto room = tx.rooms().find(*id);
  if (!room) return pass_on(room);
  if (!*room || (*room)->membership != store::Membership::member) return {};
  for (const std::string& removed : delivery.removed()) {
    const auto device = base::DeviceId::parse(removed);
    if (!device) continue;
    const store::Doubt doubt{.room = *id, .what = DoubtKind::ahead, .after = (*room)->last_seq, .since = context.clock.now()};
    auto noted = *device == context.device() ? tx.places().note_doubt(doubt) : tx.rooms().note_lost_member(*id, *device);
    if (!noted) return noted;
  }
  return {};
}

Result<> note_unreadable(store::Transaction& tx, const Context& context, const v1::Delivery& delivery) {
  const auto id = room_of(delivery);
  if (!id) return {};
  auto room = tx.rooms().find(*id);
  if (!room) return pass_on(room);
  if (!*room) return {};
  if (is_ahead(**room, delivery)) {
    const store::Doubt doubt{.room = *id, .what = DoubtKind::ahead, .after = (*room)->last_seq, .since = context.clock.now()};
    if (auto noted = tx.places().note_doubt(doubt); !noted) return noted;
  }
  return note_cut_off(tx, context, delivery);
}

Result<bool> is_doubtful(Context& context, const base::RoomId& room) {
  auto doubt = context.store.transaction([&](store::Transaction& tx) { return tx.places().doubt(room); });
  if (!doubt) return pass_on(doubt);
  return *doubt && (*doubt)->what == DoubtKind::ahead && context.clock.now() - (*doubt)->since < kOthersFirst;
}

asio::awaitable<Result<>> settle_doubts(Context& context, Link link, Intake intake) {
  auto doubts = context.store.transaction([](store::Transaction& tx) { return tx.places().doubts(); });
  if (!doubts) co_return pass_on(doubts);
  for (const store::Doubt& doubt : *doubts) {
    if (doubt.what != DoubtKind::erased_unread) continue;
    context.places_checked.erase(doubt.room);
    auto checked = co_await check_place(context, link, doubt.room, intake);
    if (!checked && checked.error().code == ClientError::state_lost) continue;
    if (!checked) co_return checked;
    auto ended = context.store.transaction([&](store::Transaction& tx) { return tx.places().end_doubt(doubt.room); });
    if (!ended) co_return ended;
  }
  co_return Result<>{};
}

}  // namespace valise::sdk::client
