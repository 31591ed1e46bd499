// The rooms in which histories travel: that of an officer's own devices, and that of a post.
#include <algorithm>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/history_exchange.hpp"
#include "client-sdk/client/history_parts.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "valise/room_titles.hpp"

namespace valise::sdk::client {
namespace {

Result<base::RoomId> room_of_one(store::Transaction& tx, Context& context, const std::string& address, const std::string& subject,
                                 bool owned) {
  auto rooms = tx.rooms().list();
  if (!rooms) return pass_on(rooms);
  std::optional<base::RoomId> found;
  for (const store::Room& room : *rooms) {
    auto state = parse_room_state(room.state);
    const bool fits = room.membership != store::Membership::removed && state && participants_of(*state) == std::vector{address};
    if (fits && !is_closed(*state) && (!found || room.id < *found)) found = room.id;
  }
  if (found) return *found;
  v1::RoomState state;
  state.set_subject(subject);
  state.add_participants(address);
  if (owned) state.add_owners(address);
  if (auto formed = check_form(state); !formed) return pass_on(formed);
  const base::UnixMillis now = context.clock.now();
  const store::Room room{.id = context.random.id<base::RoomId>(),
                         .membership = store::Membership::creating,
                         .subject = subject,
                         .state = base::to_bytes(state.SerializeAsString()),
                         .created_at = now,
                         .active_at = now,
                         .own_update_at = now};
  if (auto put = tx.rooms().put(room); !put) return pass_on(put);
  return room.id;
}

}  // namespace

Result<base::RoomId> own_devices_room(store::Transaction& tx, Context& context) {
  return room_of_one(tx, context, context.identity->officer.string(), std::string(valise::kOwnDevicesTitle), false);
}

Result<base::RoomId> post_room(store::Transaction& tx, Context& context, const std::string& post) {
  return room_of_one(tx, context, post, std::string(valise::kDutyTitle) + post, true);
}

asio::awaitable<Result<bool>> reaches(Context& context, Link link, base::RoomId id, base::DeviceId receiver, Intake intake) {
  auto row = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().find(id); });
  if (!row) co_return pass_on(row);
  if (*row && (*row)->membership == store::Membership::creating) {
    auto opened = co_await open_room(context, link, id);
    if (!opened && opened.error().code == ClientError::nobody_ready) co_return false;
    if (!opened) co_return pass_on(opened);
  }
  auto room = co_await bring_up_to_date(context, link, id, std::move(intake));
  if (room) co_return devices_in(room->group).contains(receiver);
  const auto code = room.error().code;
  const bool later = code == ClientError::state_lost || code == ClientError::room_busy || code == ClientError::left_room;
  co_return later ? Result<bool>(false) : pass_on(room);
}

}  // namespace valise::sdk::client
