#include "client-sdk/client/restored.hpp"

#include <set>

#include "client-sdk/client/message_view.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kIncarnation = "relay-incarnation";
constexpr std::string_view kRestoredAt = "relay-restored-at";
constexpr std::string_view kUnmended = "relay-restored-unmended";  // noticed, and not yet everything sent again: by what
constexpr std::string_view kByIncarnation = "incarnation";
constexpr std::string_view kByNumbers = "numbers";
constexpr auto kLately = 31 * 24h;  // a day more than relays keep messages

// The relay says nothing of its incarnation, or what it said before: only the numbers can tell.
Result<bool> another_incarnation(store::Transaction& tx, const v1::Subscribed& subscribed) {
  if (subscribed.incarnation().empty()) return false;
  auto known = tx.meta().setting(kIncarnation);
  if (!known) return pass_on(known);
  const auto told = base::as_bytes(subscribed.incarnation());
  if (*known && base::equal(**known, told)) return false;
  if (auto set = tx.meta().set_setting(kIncarnation, told); !set) return pass_on(set);
  return known->has_value();
}

Result<> begin_anew(store::Transaction& tx, const v1::Subscribed& subscribed, std::string_view noticed_by, base::UnixMillis now) {
  const auto oldest = subscribed.first_seq();
  const base::MailboxSeq before(oldest == 0 ? subscribed.last_seq() : oldest - 1);
  const auto at = std::to_string(base::to_wire(now));
  if (auto noted = tx.meta().set_setting(kRestoredAt, base::as_bytes(at)); !noted) return noted;
  if (auto noted = tx.meta().set_setting(kUnmended, base::as_bytes(noticed_by)); !noted) return noted;
  if (auto unsure = tx.places().unsure_followed(); !unsure) return unsure;
  return tx.meta().restart_mailbox(before);
}

Result<bool> unmended(store::Transaction& tx) {
  auto set = tx.meta().setting(kUnmended);
  if (!set) return pass_on(set);
  return *set && !(*set)->empty();
}

// Kept says what of a room the restored relay has of what it accepted before that.
struct Kept {
  base::RoomSeq last;      // the highest number
  base::RoomSeq position;  // of the handshake, so far as it is among these
};
// A relay that does not know of having been restored has nothing above its numbers of today.
base::RoomSeq kept_in(const v1::RoomInfo& room, std::string_view noticed_by) {
  return base::RoomSeq(noticed_by == kByNumbers ? room.last_seq() : room.kept_seq());
}
asio::awaitable<Result<Kept>> kept_of(Link link, base::RoomId room, std::string noticed_by) {
  v1::ClientFrame frame;
  frame.mutable_get_room()->set_room_id(room.string());
  auto reply = co_await link->request(std::move(frame));
  if (reply) {
    const base::RoomSeq last = kept_in(reply->room_info(), noticed_by);
    co_return Kept{.last = last, .position = std::min(last, base::RoomSeq(reply->room_info().handshake_position()))};
  }
  const std::error_code why = reply.error().code;
  if (why != net::RelayFailure::not_found && why != net::RelayFailure::not_authorised) co_return pass_on(reply);
  co_return Kept{};  // the room, or this device in it, is among what is lost
}

// The numbers begin anew: what the relay kept, and what it is sent now, comes with any of them.
Result<std::uint64_t> go_back(Context& context, store::Room room, const Kept& kept) {
  room.last_seq = base::RoomSeq(0);
  room.handshake_position = std::min(room.handshake_position, kept.position);
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::uint64_t> {
    if (auto put = tx.rooms().put(room); !put) return pass_on(put);
    if (auto lost = tx.sent_commits().lose_after(room.id, kept.last); !lost) return lost;
    return tx.outbox().resend_after(room.id, kept.last);
  });
}

}  // namespace

Result<bool> note_subscription(Context& context, const v1::Subscribed& subscribed) {
  const base::MailboxSeq last(subscribed.last_seq());
  return context.store.transaction([&](store::Transaction& tx) -> Result<bool> {
    auto mark = tx.meta().mailbox_mark();
    if (!mark) return pass_on(mark);
    auto another = another_incarnation(tx, subscribed);
    if (!another) return another;
    if (!*another && last >= mark->processed) {
      if (auto noted = tx.meta().note_assigned(last); !noted) return pass_on(noted);
      return unmended(tx);
    }
    if (auto begun = begin_anew(tx, subscribed, *another ? kByIncarnation : kByNumbers, context.clock.now()); !begun)
      return pass_on(begun);
    return true;
  });
}

asio::awaitable<Result<std::uint64_t>> resend_lost(Context& context, Link link) {
  auto rooms = context.store.transaction([](store::Transaction& tx) { return tx.rooms().list(); });
  if (!rooms) co_return pass_on(rooms);
  auto noticed_by = context.store.transaction([](store::Transaction& tx) { return tx.meta().setting(kUnmended); });
  if (!noticed_by) co_return pass_on(noticed_by);
  std::uint64_t resent = 0;
  for (const store::Room& room : *rooms) {
    auto kept = co_await kept_of(link, room.id, base::to_string(noticed_by->value_or(base::Bytes{})));
    if (!kept) co_return pass_on(kept);
    auto queued = go_back(context, room, *kept);
    if (!queued) co_return pass_on(queued);
    resent += *queued;
  }
  auto mended = context.store.transaction([](store::Transaction& tx) { return tx.meta().set_setting(kUnmended, {}); });
  if (!mended) co_return pass_on(mended);
  co_return resent;
}

namespace {

constexpr int kMostConflicts = 8;

struct Place {
  base::RoomSeq position;
  bool known = false;
};
asio::awaitable<Result<Place>> place_of(Link link, base::RoomId room) {
  v1::ClientFrame frame;
  frame.mutable_get_room()->set_room_id(room.string());
  auto reply = co_await link->request(std::move(frame));
  if (reply) co_return Place{.position = base::RoomSeq(reply->room_info().handshake_position()), .known = true};
  if (reply.error().code == net::RelayFailure::not_found) co_return Place{};
  co_return pass_on(reply);
}

// Who was revoked since is not put on the list again.
v1::ClientFrame frame_of(const Context& context, const store::LostCommit& lost, base::RoomSeq position) {
  v1::ClientFrame frame;
  v1::SubmitCommit& submit = *frame.mutable_submit_commit();
  submit.set_room_id(lost.room.string());
  submit.set_idempotency_key(context.random.id<base::IdempotencyKey>().string());
  submit.set_expected_position(position.value());
  submit.set_commit(base::to_string(lost.commit));
  submit.set_welcome(base::to_string(lost.welcome));
  for (const base::DeviceId& device : lost.add) {
    if (context.directory().active(device)) submit.add_add(device.string());
  }
  if (submit.add().empty()) submit.clear_welcome();
  for (const base::DeviceId& device : lost.remove) submit.add_remove(device.string());
  return frame;
}

Result<> note_found(Context& context, const store::LostCommit& lost, base::RoomSeq seq) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto room = tx.rooms().find(lost.room);
    if (!room) return pass_on(room);
    if (*room) {
      (*room)->handshake_position = seq;
      if (auto put = tx.rooms().put(**room); !put) return put;
    }
    return tx.sent_commits().found(lost.id, seq);
  });
}

// True when the relay has it again. Only the one who made a room makes it again.
asio::awaitable<Result<bool>> submit_again(Context& context, Link link, const store::LostCommit& lost) {
  for (int attempt = 0; attempt < kMostConflicts; ++attempt) {
    auto place = co_await place_of(link, lost.room);
    if (!place && place.error().code == net::RelayFailure::not_authorised) co_return false;  // others have to go first
    if (!place) co_return pass_on(place);
    if (!place->known && !lost.founding) co_return false;
    auto reply = co_await link->request(frame_of(context, lost, place->position));
    if (!reply && reply.error().code == net::RelayFailure::conflict) continue;
    if (!reply) co_return pass_on(reply);
    auto noted = note_found(context, lost, base::RoomSeq(reply->submitted().room_seq()));
    if (!noted) co_return pass_on(noted);
    co_return true;
  }
  co_return false;
}

}  // namespace

asio::awaitable<Result<>> submit_lost_commits(Context& context, Link link) {
  auto lost = context.store.transaction([](store::Transaction& tx) { return tx.sent_commits().lost(); });
  if (!lost) co_return pass_on(lost);
  std::set<base::RoomId> held_up;
  for (const store::LostCommit& commit : *lost) {
    if (held_up.contains(commit.room)) continue;
    auto submitted = co_await submit_again(context, link, commit);
    if (!submitted && net::may_retry(submitted.error().code)) co_return pass_on(submitted);
    if (!submitted || !*submitted) held_up.insert(commit.room);
  }
  co_return Result<>{};
}

Result<base::Bytes> incarnation_of_relay(store::Transaction& tx) {
  auto known = tx.meta().setting(kIncarnation);
  if (!known) return pass_on(known);
  return std::move(*known).value_or(base::Bytes());
}

Result<bool> restored_lately(store::Transaction& tx, base::UnixMillis now) {
  auto at = tx.meta().setting(kRestoredAt);
  if (!at) return pass_on(at);
  if (!*at) return false;
  const auto millis = std::strtoull(base::to_string(**at).c_str(), nullptr, 10);
  return now < base::from_wire(millis) + kLately;
}

}  // namespace valise::sdk::client
