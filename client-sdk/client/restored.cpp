#include "client-sdk/client/restored.hpp"

#include "client-sdk/client/message_view.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kIncarnation = "relay-incarnation";
constexpr std::string_view kRestoredAt = "relay-restored-at";
constexpr std::string_view kUnmended = "relay-restored-unmended";  // noticed, and not yet everything sent again
constexpr auto kLately = 31 * 24h;                                 // a day more than relays keep messages

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

Result<> begin_anew(store::Transaction& tx, const v1::Subscribed& subscribed, base::UnixMillis now) {
  const auto oldest = subscribed.first_seq();
  const base::MailboxSeq before(oldest == 0 ? subscribed.last_seq() : oldest - 1);
  const auto at = std::to_string(base::to_wire(now));
  if (auto noted = tx.meta().set_setting(kRestoredAt, base::as_bytes(at)); !noted) return noted;
  if (auto noted = tx.meta().set_setting(kUnmended, base::as_bytes("1")); !noted) return noted;
  return tx.meta().restart_mailbox(before);
}

Result<bool> unmended(store::Transaction& tx) {
  auto set = tx.meta().setting(kUnmended);
  if (!set) return pass_on(set);
  return *set && !(*set)->empty();
}

// The numbers go on from what the restored relay gives: what it kept or was sent since comes with any of them.
Result<std::uint64_t> go_back(Context& context, store::Room room, const v1::RoomInfo& known) {
  const base::RoomSeq last(known.last_seq());
  room.last_seq = base::RoomSeq(0);
  room.handshake_position = std::min(room.handshake_position, base::RoomSeq(known.handshake_position()));
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::uint64_t> {
    if (auto put = tx.rooms().put(room); !put) return pass_on(put);
    return tx.outbox().resend_after(room.id, last);
  });
}

bool unknown_there(const base::Error& error) {
  return error.code == net::RelayFailure::not_found || error.code == net::RelayFailure::not_authorised;
}

Result<> tell_of(Context& context, const store::Room& room) {
  if (room.membership != store::Membership::member) return {};
  return notify(context, store::NoticeKind::relay_restored,
                "The relay was restored from a state in which the room \"" + room.subject +
                    "\" was not there, or this device was not in it. What was written there is kept here; go on in a new room.",
                room.id);
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
    if (auto begun = begin_anew(tx, subscribed, context.clock.now()); !begun) return pass_on(begun);
    return true;
  });
}

asio::awaitable<Result<std::uint64_t>> resend_lost(Context& context, Link link) {
  auto rooms = context.store.transaction([](store::Transaction& tx) { return tx.rooms().list(); });
  if (!rooms) co_return pass_on(rooms);
  std::uint64_t resent = 0;
  for (const store::Room& room : *rooms) {
    v1::ClientFrame frame;
    frame.mutable_get_room()->set_room_id(room.id.string());
    auto reply = co_await link->request(std::move(frame));
    if (!reply && !unknown_there(reply.error())) co_return pass_on(reply);
    if (!reply) {
      if (auto told = tell_of(context, room); !told) co_return pass_on(told);
      continue;
    }
    auto queued = go_back(context, room, reply->room_info());
    if (!queued) co_return pass_on(queued);
    resent += *queued;
  }
  auto mended = context.store.transaction([](store::Transaction& tx) { return tx.meta().set_setting(kUnmended, {}); });
  if (!mended) co_return pass_on(mended);
  co_return resent;
}

Result<bool> restored_lately(store::Transaction& tx, base::UnixMillis now) {
  auto at = tx.meta().setting(kRestoredAt);
  if (!at) return pass_on(at);
  if (!*at) return false;
  const auto millis = std::strtoull(base::to_string(**at).c_str(), nullptr, 10);
  return now < base::from_wire(millis) + kLately;
}

}  // namespace valise::sdk::client
