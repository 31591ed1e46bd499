#include "client-sdk/store/set_aside.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {

base::Result<bool> SetAside::put(const base::RoomId& room, std::uint64_t epoch, base::ByteView delivery, base::UnixMillis at) {
  auto count =
      read_one(*db_, "SELECT count(*) FROM set_aside WHERE room = ?", [](sql::Rows& rows) { return rows.integer(0); }, room);
  if (!count) return base::pass_on(count);
  if (static_cast<std::uint64_t>(count->value_or(0)) >= kMost || !storable(epoch)) return false;
  auto kept = write(*db_, "INSERT INTO set_aside (room, epoch, delivery, at) VALUES (?, ?, ?, ?)", room,
                    static_cast<std::int64_t>(epoch), delivery, at);
  if (!kept) return base::pass_on(kept);
  return true;
}

base::Result<std::optional<Aside>> SetAside::next(const base::RoomId& room, std::uint64_t epoch) const {
  const auto read = [](sql::Rows& rows) { return Aside{.id = rows.id<SetAsideId>(0), .delivery = rows.bytes(1)}; };
  return read_one(*db_, "SELECT id, delivery FROM set_aside WHERE room = ? AND epoch <= ? ORDER BY epoch, id LIMIT 1", read, room,
                  static_cast<std::int64_t>(epoch));
}

base::Result<> SetAside::erase(SetAsideId id) { return write_one(*db_, "DELETE FROM set_aside WHERE id = ?", id); }

base::Result<> SetAside::forget_before(base::UnixMillis time) { return write(*db_, "DELETE FROM set_aside WHERE at < ?", time); }

}  // namespace valise::sdk::store
