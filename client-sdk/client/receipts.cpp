#include "client-sdk/client/receipts.hpp"

#include <algorithm>

#include "client-sdk/client/effects.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/restored.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/speech.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr auto kDelayPerDevice = 3s;  // so that all devices of a room together say no more than one receipt in that time
constexpr auto kHeartbeatAfter = 10min;
constexpr auto kSpeakAfterChange = 10min;
constexpr std::uint64_t kMostIds = 256;  // in one receipt; the rest goes with the next
constexpr int kMostSeen = 1000;

std::chrono::milliseconds some_of(const Context& context, std::chrono::milliseconds most) {
  const auto half = static_cast<std::uint64_t>(most.count()) / 2;
  base::ByteArray<4> bytes{};
  context.random.fill(bytes);
  std::uint64_t number = 0;
  for (const base::Byte byte : bytes) number = number << 8U | byte;
  return std::chrono::milliseconds(half + (half == 0 ? 0 : number % half));
}

Result<std::chrono::milliseconds> delay_in(store::Transaction& tx, const Context& context, const base::RoomId& room) {
  auto participants = participants_in(tx, room);
  if (!participants) return pass_on(participants);
  const auto devices = devices_of(context.directory(), *participants).size();
  return some_of(context, kDelayPerDevice * std::max<std::size_t>(devices, 2));
}

Result<bool> takes_part(store::Transaction& tx, const base::RoomId& id) {
  auto room = tx.rooms().find(id);
  if (!room) return pass_on(room);
  return *room && (*room)->membership == store::Membership::member;
}

// A member knows of messages that this device has not got, although they come before this one in the room.
Result<> compare_seen(store::Transaction& tx, const Context& context, const store::Message& message, const v1::Seen& seen) {
  const auto sender = base::DeviceId::parse(seen.sender());
  if (!sender || *sender == message.sender || *sender == context.device()) return {};
  auto chain = tx.rooms().sender_chain(message.room, *sender);
  if (!chain) return pass_on(chain);
  if (!*chain || (*chain)->counter >= seen.counter()) return {};
  return note(
      tx, context, store::NoticeKind::message_gap,
      said("notices.not_received", {{"who", member_text(context, message.sender)}, {"sender", member_text(context, *sender)}}),
      message.room);
}

template <class Said>
Result<> compare_all(store::Transaction& tx, const Context& context, const store::Message& message, const Said& said) {
  if (message.direction == store::Direction::outgoing || said.seen_size() > kMostSeen) return {};
  auto restored = restored_lately(tx, context.clock.now());
  if (!restored) return pass_on(restored);
  if (*restored) return {};  // what is missing is being sent again
  for (const v1::Seen& seen : said.seen()) {
    if (auto compared = compare_seen(tx, context, message, seen); !compared) return compared;
  }
  return {};
}

template <class Said>
Result<> add_seen(store::Transaction& tx, const Context& context, const base::RoomId& room, Said& said) {
  auto participants = participants_in(tx, room);
  if (!participants) return pass_on(participants);
  for (const base::DeviceId& device : devices_of(context.directory(), *participants)) {
    if (said.seen_size() == kMostSeen) break;
    auto chain = tx.rooms().sender_chain(room, device);
    if (!chain) return pass_on(chain);
    if (!*chain || device == context.device()) continue;
    v1::Seen& seen = *said.add_seen();
    seen.set_sender(device.string());
    seen.set_counter((*chain)->counter);
  }
  return {};
}

Result<> queue_service(store::Transaction& tx, Context& context, const base::RoomId& room, v1::Content content) {
  Speech speech;
  speech.room = room;
  speech.content = std::move(content);
  auto queued = queue_speech(tx, context, std::move(speech));
  if (!queued) return pass_on(queued);
  return {};
}

// One receipt for all that is owed to one room, of one kind.
Result<> queue_receipt(store::Transaction& tx, Context& context, std::span<const store::OwedReceipt> owed) {
  for (const store::OwedReceipt& receipt : owed) {
    if (auto settled = tx.receipts().settle(receipt); !settled) return settled;
  }
  auto member = takes_part(tx, owed.front().room);
  if (!member) return pass_on(member);
  if (!*member) return {};
  v1::Content content;
  v1::Receipt& body = *content.mutable_receipt();
  body.set_read(owed.front().kind == store::ReceiptKind::read);
  for (const store::OwedReceipt& receipt : owed) body.add_message_ids(receipt.message.id.string());
  if (auto added = add_seen(tx, context, owed.front().room, body); !added) return added;
  return queue_service(tx, context, owed.front().room, std::move(content));
}

Result<bool> queue_owed(store::Transaction& tx, Context& context, base::UnixMillis until) {
  auto due = tx.receipts().due(until, kMostIds);
  if (!due) return pass_on(due);
  const auto same = [](const store::OwedReceipt& a, const store::OwedReceipt& b) { return a.room == b.room && a.kind == b.kind; };
  for (auto first = due->begin(); first != due->end();) {
    const auto last = std::ranges::find_if_not(first, due->end(), [&](const auto& receipt) { return same(*first, receipt); });
    if (auto queued = queue_receipt(tx, context, {first, last}); !queued) return pass_on(queued);
    first = last;
  }
  return !due->empty();
}

Result<bool> queue_heartbeats(store::Transaction& tx, Context& context) {
  auto rooms = tx.receipts().heartbeats_due(context.clock.now());
  if (!rooms) return pass_on(rooms);
  for (const base::RoomId& room : *rooms) {
    if (auto forgotten = tx.receipts().set_heartbeat(room, {}); !forgotten) return pass_on(forgotten);
    auto member = takes_part(tx, room);
    if (!member) return pass_on(member);
    if (!*member) continue;
    v1::Content content;
    if (auto added = add_seen(tx, context, room, *content.mutable_heartbeat()); !added) return pass_on(added);
    if (auto queued = queue_service(tx, context, room, std::move(content)); !queued) return pass_on(queued);
  }
  return !rooms->empty();
}

}  // namespace

Result<> note_recipients(store::Transaction& tx, const Context& context, const RoomGroup& room, const base::MessageId& id) {
  auto message = tx.messages().find(id, context.device());
  if (!message) return pass_on(message);
  const bool spoken = *message && (*message)->spoken;
  std::optional<base::UnixMillis> later;
  if (spoken) later = context.clock.now() + some_of(context, 2 * kHeartbeatAfter);
  if (auto set = tx.receipts().set_heartbeat(room.room.id, later); !set) return set;
  if (!spoken) return {};
  for (const base::DeviceId& device : devices_in(room.group)) {
    if (same_officer(context, device, context.device())) continue;
    if (auto expected = tx.receipts().expect(key_of(**message), device); !expected) return expected;
  }
  return {};
}

Result<> note_change(store::Transaction& tx, const Context& context, const base::RoomId& room) {
  return tx.receipts().set_heartbeat(room, context.clock.now() + some_of(context, kSpeakAfterChange));
}

Result<> owe_receipt(store::Transaction& tx, const Context& context, const store::Message& message) {
  if (!message.spoken || same_officer(context, message.sender, context.device())) return {};
  auto delay = delay_in(tx, context, message.room);
  if (!delay) return pass_on(delay);
  return tx.receipts().owe({.message = key_of(message), .room = message.room, .due_at = context.clock.now() + *delay});
}

Result<> owe_read_receipt(store::Transaction& tx, const Context& context, const store::Message& message) {
  if (message.read || message.direction == store::Direction::outgoing || !context.identity) return {};
  auto room = tx.rooms().find(message.room);
  if (!room) return pass_on(room);
  if (!*room) return {};
  auto state = parse_room_state((*room)->state);
  if (!state) return pass_on(state);
  if (!state->read_receipts() || same_officer(context, message.sender, context.device())) return {};
  auto delay = delay_in(tx, context, message.room);
  if (!delay) return pass_on(delay);
  return tx.receipts().owe({.message = key_of(message),
                            .room = message.room,
                            .kind = store::ReceiptKind::read,
                            .due_at = context.clock.now() + *delay});
}

Result<> take_receipt(store::Transaction& tx, const Context& context, const store::Message& message, const v1::Receipt& receipt) {
  if (message.direction == store::Direction::outgoing) return {};
  const auto kind = receipt.read() ? store::ReceiptKind::read : store::ReceiptKind::delivered;
  const int most = static_cast<int>(kMostIds);
  for (int i = 0; i < std::min(receipt.message_ids_size(), most); ++i) {
    const auto id = base::MessageId::parse(receipt.message_ids(i));
    if (!id) continue;
    auto own = tx.messages().find(*id, context.device());
    if (!own) return pass_on(own);
    if (!*own || (*own)->room != message.room) continue;
    auto confirmed = tx.receipts().confirm(key_of(**own), message.sender, kind, context.clock.now());
    if (!confirmed) return pass_on(confirmed);
  }
  return compare_all(tx, context, message, receipt);
}

Result<> take_heartbeat(store::Transaction& tx, const Context& context, const store::Message& message,
                        const v1::Heartbeat& heartbeat) {
  return compare_all(tx, context, message, heartbeat);
}

Result<bool> queue_receipts(Context& context, Say say) {
  constexpr auto any_delay = 24h;
  return context.store.transaction([&](store::Transaction& tx) -> Result<bool> {
    auto owed = queue_owed(tx, context, context.clock.now() + (say == Say::all ? any_delay : 0h));
    if (!owed) return owed;
    auto beats = queue_heartbeats(tx, context);
    if (!beats) return beats;
    return *owed || *beats;
  });
}

}  // namespace valise::sdk::client
