#include "client-sdk/store/alert_events.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

int number(const sql::Rows& rows, int column) { return static_cast<int>(rows.integer(column)); }

AlertEvent read_event(sql::Rows& rows) {
  return {.room = optional_id<base::RoomId>(rows, 1),
          .room_seq = rows.id<base::RoomSeq>(2),
          .reference = text(rows, 3),
          .post = text(rows, 4),
          .state = number(rows, 5),
          .step = number(rows, 6),
          .urgency = number(rows, 7),
          .at = rows.time(8),
          .acknowledge_by = optional_time(rows, 9),
          .channels_reached = number(rows, 10),
          .channels_failed = number(rows, 11)};
}

}  // namespace

base::Result<bool> AlertEvents::add(const AlertEvent& e) {
  auto count = read_number(*db_, "SELECT count(*) FROM alert_events WHERE reference = ? AND post = ?", e.reference, e.post);
  if (!count) return base::pass_on(count);
  if (*count >= kMostOfOne || !storable(e.room_seq.value())) return false;
  auto added = execute(*db_,
                       "INSERT OR IGNORE INTO alert_events (room, room_seq, reference, post, state, step, urgency, at, "
                       "acknowledge_by, channels_reached, channels_failed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       e.room, e.room_seq, e.reference, e.post, e.state, e.step, e.urgency, e.at, e.acknowledge_by,
                       e.channels_reached, e.channels_failed);
  if (!added) return base::pass_on(added);
  return *added == 1;
}

base::Result<std::vector<AlertEvent>> AlertEvents::of_message(const base::RoomId& room, base::RoomSeq room_seq) const {
  return read_all(*db_, "SELECT * FROM alert_events WHERE room = ? AND room_seq = ? ORDER BY at, id", read_event, room, room_seq);
}

base::Result<std::vector<AlertEvent>> AlertEvents::elsewhere() const {
  return read_all(*db_, "SELECT * FROM alert_events WHERE room IS NULL ORDER BY at, id", read_event);
}

base::Result<> AlertEvents::forget_before(base::UnixMillis time) {
  return write(*db_, "DELETE FROM alert_events WHERE at < ?", time);
}

}  // namespace valise::sdk::store
