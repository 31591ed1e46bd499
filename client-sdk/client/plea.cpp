// Pleas: how a device asks to be taken out of a room and in again, and how the others take that.
#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/state_loss.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr crypto::Label kPlea = "plea";
constexpr auto kPleaAgain = 1h;      // between two of one device in one room
constexpr auto kPleaLifetime = 24h;  // between making and accepting

v1::ClientFrame frame_of(Context& context, const base::RoomId& room, base::UnixMillis now) {
  v1::StatePlea plea;
  plea.set_room_id(room.string());
  plea.set_device_id(context.device().string());
  plea.set_made_at_ms(base::to_wire(now));
  v1::SignedPlea message;
  message.set_plea(plea.SerializeAsString());
  const auto signature = crypto::sign_labelled(context.identity->signature_key, kPlea, base::as_bytes(message.plea()));
  message.set_signature(base::to_string(signature));
  v1::ClientFrame frame;
  auto& submit = *frame.mutable_submit_message();
  submit.set_room_id(room.string());
  submit.set_idempotency_key(context.keys.next().string());
  submit.set_message(message.SerializeAsString());
  submit.set_urgency(v1::URGENCY_ROUTINE);
  return frame;
}

// The rooms in which this device has to ask, and has not asked in the last hour.
Result<std::vector<base::RoomId>> rooms_to_plead_in(Context& context) {
  const auto now = context.clock.now();
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<base::RoomId>> {
    auto doubts = tx.places().doubts();
    if (!doubts) return pass_on(doubts);
    std::vector<base::RoomId> out;
    for (const store::Doubt& doubt : *doubts) {
      auto room = tx.rooms().find(doubt.room);
      if (!room) return pass_on(room);
      const bool gone = !*room || (*room)->membership == store::Membership::removed;
      if (gone || doubt.what == store::DoubtKind::erased_unread) continue;
      auto before = tx.places().plea_of(doubt.room, context.device());
      if (!before) return pass_on(before);
      const bool lately = *before && now >= **before && now - **before < kPleaAgain;
      if (!lately) out.push_back(doubt.room);
    }
    return out;
  });
}

// Whom the relay does not let speak in the room has been taken out by the others, if the directory says that it is no place of
// this device's any more. Else they have seen it cut off, and bring it back unasked.
Result<> note_refused(store::Transaction& tx, const Context& context, const base::RoomId& id) {
  auto room = tx.rooms().find(id);
  if (!room) return pass_on(room);
  if (!*room) return tx.places().end_doubt(id);
  auto state = parse_room_state((*room)->state);
  if (!state || belongs(context, *state)) return {};
  (*room)->membership = store::Membership::removed;
  if (auto put = tx.rooms().put(**room); !put) return put;
  if (auto erased = tx.rooms().erase_group(id); !erased) return erased;
  return tx.places().end_doubt(id);
}

// Only the device itself may ask, and its key in the directory says so.
std::optional<v1::StatePlea> verified(const Context& context, const v1::Delivery& delivery) {
  v1::SignedPlea message;
  v1::StatePlea plea;
  if (!message.ParseFromString(delivery.message()) || !plea.ParseFromString(message.plea())) return std::nullopt;
  const auto id = base::DeviceId::parse(plea.device_id());
  const directory::Device* device = id ? context.directory().device(*id) : nullptr;
  if (device == nullptr || !context.directory().active(*id) || plea.room_id() != delivery.room_id()) return std::nullopt;
  const auto genuine =
      crypto::verify_labelled(device->signature_key, kPlea, base::as_bytes(message.plea()), base::as_bytes(message.signature()));
  return genuine ? std::optional(plea) : std::nullopt;
}

bool is_fresh(const v1::StatePlea& plea, const v1::Delivery& delivery, const std::optional<base::UnixMillis>& before) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max() / 2;
  if (plea.made_at_ms() > most || delivery.accepted_at_ms() > most) return false;
  const auto made = base::from_wire(plea.made_at_ms());
  const auto accepted = base::from_wire(delivery.accepted_at_ms());
  const bool timely = made < accepted + kPleaLifetime && accepted < made + kPleaLifetime;
  return timely && (!before || made >= *before + kPleaAgain);
}

}  // namespace

asio::awaitable<Result<>> plead(Context& context, Link link) {
  auto rooms = rooms_to_plead_in(context);
  if (!rooms) co_return pass_on(rooms);
  for (const base::RoomId& room : *rooms) {
    const auto now = context.clock.now();
    auto reply = co_await link->request(frame_of(context, room, now));
    if (!reply && reply.error().code != net::RelayFailure::not_authorised) co_return pass_on(reply);
    auto noted = context.store.transaction([&](store::Transaction& tx) -> Result<> {
      if (auto kept = tx.places().note_plea(room, context.device(), now); !kept) return kept;
      if (!reply) return note_refused(tx, context, room);
      return tx.places().note_own_seq(room, base::RoomSeq(reply->submitted().room_seq()));
    });
    if (!noted) co_return noted;
  }
  co_return Result<>{};
}

// Messages of MLS begin with their version, 0x0001; a SignedPlea with the tag of its first field.
bool is_plea(const v1::Delivery& delivery) {
  constexpr char first_field = 0x0a;
  return delivery.kind() == v1::DELIVERY_KIND_MESSAGE && delivery.message().starts_with(first_field);
}

Result<> take_plea(store::Transaction& tx, const Context& context, const v1::Delivery& delivery,
                   const std::set<base::DeviceId>& members) {
  const auto plea = verified(context, delivery);
  const auto room = room_of(delivery);
  const auto device = plea ? base::DeviceId::parse(plea->device_id()) : std::nullopt;
  if (!room || !device || !members.contains(*device)) return {};
  auto before = tx.places().plea_of(*room, *device);
  if (!before) return pass_on(before);
  if (!is_fresh(*plea, delivery, *before)) return {};
  if (auto noted = tx.places().note_plea(*room, *device, base::from_wire(plea->made_at_ms())); !noted) return noted;
  return tx.rooms().note_lost_member(*room, *device);
}

}  // namespace valise::sdk::client
