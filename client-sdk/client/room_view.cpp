#include "client-sdk/client/room_view.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/room_queue.hpp"

namespace valise::sdk::client {
namespace {

valise::RoomPhase phase_of(const v1::RoomState& state) {
  if (is_closed(state)) return valise::RoomPhase::closed;
  return state.phase() == v1::ROOM_PHASE_WAITING ? valise::RoomPhase::waiting : valise::RoomPhase::open;
}

void add_state(const Context& context, const v1::RoomState& state, valise::RoomView& out) {
  out.participants = participants_of(state);
  const auto owners = owners_of(state);
  out.owners.assign(owners.begin(), owners.end());
  for (const v1::Guest& guest : state.guests()) {
    auto address = directory::OfficerAddress::parse(guest.address());
    const directory::Officer* officer = address ? context.directory().officer(*address) : nullptr;
    out.guests.push_back({.address = guest.address(),
                          .name = officer == nullptr ? std::string() : officer->details.name(),
                          .until = base::from_wire(guest.until_ms())});
  }
  for (const v1::Reference& reference : state.references())
    out.references.push_back({reference.authority_id(), reference.number()});
  out.handling.assign(state.handling().begin(), state.handling().end());
  out.phase = phase_of(state);
  out.waiting_for.assign(state.waiting_for().begin(), state.waiting_for().end());
  out.retention_days = state.retention_days();
  out.read_receipts = state.read_receipts();
}

Result<std::vector<std::string>> changes_waiting(store::Transaction& tx, const base::RoomId& room) {
  auto waiting = tx.room_changes().waiting(room);
  if (!waiting) return pass_on(waiting);
  std::vector<std::string> out;
  for (const store::RoomChange& change : *waiting) {
    v1::RoomWish wish;
    if (wish.ParseFromArray(change.wish.data(), static_cast<int>(change.wish.size()))) out.push_back(wish_text(wish));
  }
  return out;
}

}  // namespace

Result<valise::RoomView> view_of(const Context& context, store::Transaction& tx, const store::Room& room) {
  auto state = parse_room_state(room.state);
  if (!state) return pass_on(state);
  auto unread = tx.messages().unread_count(room.id);
  if (!unread) return pass_on(unread);
  auto messages = tx.messages().count(room.id);
  if (!messages) return pass_on(messages);
  auto waiting = changes_waiting(tx, room.id);
  if (!waiting) return pass_on(waiting);
  valise::RoomView out;
  out.changes_waiting = std::move(*waiting);
  add_state(context, *state, out);
  out.id = base::to_hex(room.id.view());
  out.subject = room.subject;
  out.epoch = room.epoch;
  out.messages = *messages;
  out.unread = *unread;
  out.place_lost = room.membership == store::Membership::state_lost;
  out.left = room.membership == store::Membership::removed;
  return out;
}

Result<std::vector<valise::RoomView>> rooms_view(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<valise::RoomView>> {
    auto rooms = tx.rooms().list();
    if (!rooms) return pass_on(rooms);
    std::vector<valise::RoomView> out;
    for (const store::Room& room : *rooms) {
      auto view = view_of(context, tx, room);
      if (!view) return pass_on(view);
      out.push_back(std::move(*view));
    }
    return out;
  });
}

Result<valise::RoomView> room_view(Context& context, const std::string& prefix) {
  auto room = context.store.transaction([&](store::Transaction& tx) { return room_by(tx, prefix); });
  if (!room) return pass_on(room);
  auto view = context.store.transaction([&](store::Transaction& tx) { return view_of(context, tx, *room); });
  if (!view || room->membership != store::Membership::member) return view;
  auto opened = load_room_group(context, room->id);
  if (!opened) return pass_on(opened);
  view->epoch_authenticator = base::to_hex(opened->group.epoch_authenticator());
  for (const base::DeviceId& device : devices_in(opened->group)) view->members.push_back(member_view(context, device));
  return view;
}

Result<std::vector<valise::MessageView>> history_view(Context& context, const std::string& prefix, std::size_t limit) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::vector<valise::MessageView>> {
    auto room = room_by(tx, prefix);
    if (!room) return pass_on(room);
    auto messages = tx.messages().in_room(room->id, {.offset = 0, .limit = limit});
    if (!messages) return pass_on(messages);
    std::vector<valise::MessageView> out;
    for (const store::Message& message : *messages) {
      auto view = client::view_of(context, tx, message);
      if (!view) return pass_on(view);
      out.push_back(std::move(*view));
    }
    return out;
  });
}

}  // namespace valise::sdk::client
