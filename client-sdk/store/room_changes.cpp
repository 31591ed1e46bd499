#include "client-sdk/store/room_changes.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

RoomChange read_change(sql::Rows& rows) {
  return RoomChange{.id = rows.id<RoomChangeId>(0),
                    .room = rows.id<base::RoomId>(1),
                    .after = rows.id<OutboxId>(2),
                    .wish = rows.bytes(3),
                    .state = enumerator<ChangeState>(rows, 4),
                    .reason = text(rows, 6)};
}

}  // namespace

base::Result<RoomChangeId> RoomChanges::enqueue(const base::RoomId& room, base::ByteView wish, base::UnixMillis now) {
  auto put = write(*db_,
                   "INSERT INTO room_changes (room, after, wish, state, queued_at) "
                   "VALUES (?, (SELECT coalesce(max(id), 0) FROM outbox), ?, 1, ?)",
                   room, wish, now);
  if (!put) return base::pass_on(put);
  return RoomChangeId(db_->last_insert_id());
}

base::Result<std::vector<RoomChange>> RoomChanges::waiting() const {
  return read_all(*db_, "SELECT * FROM room_changes WHERE state = 1 ORDER BY id", read_change);
}

base::Result<std::vector<RoomChange>> RoomChanges::waiting(const base::RoomId& room) const {
  return read_all(*db_, "SELECT * FROM room_changes WHERE state = 1 AND room = ? ORDER BY id", read_change, room);
}

base::Result<std::optional<RoomChange>> RoomChanges::find(RoomChangeId id) const {
  return read_one(*db_, "SELECT * FROM room_changes WHERE id = ?", read_change, id);
}

base::Result<> RoomChanges::note_attempt(RoomChangeId id, std::string_view why) {
  return write_one(*db_, "UPDATE room_changes SET reason = ? WHERE id = ?", why, id);
}

base::Result<> RoomChanges::settle(RoomChangeId id, ChangeState state, std::string_view reason) {
  return write_one(*db_, "UPDATE room_changes SET state = ?, reason = ? WHERE id = ?", static_cast<int>(state), reason, id);
}

base::Result<> RoomChanges::forget_settled_before(base::UnixMillis time) {
  return write(*db_, "DELETE FROM room_changes WHERE state <> 1 AND queued_at < ?", time);
}

}  // namespace valise::sdk::store
