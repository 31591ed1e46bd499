#include "client-sdk/store/places.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

Doubt read_doubt(sql::Rows& rows) {
  return {.room = rows.id<base::RoomId>(0),
          .what = enumerator<DoubtKind>(rows, 1),
          .after = rows.id<base::RoomSeq>(2),
          .since = rows.time(3)};
}

}  // namespace

base::Result<base::RoomSeq> Places::own_seq(const base::RoomId& room) const {
  auto seq = read_number(*db_, "SELECT seq FROM own_numbers WHERE room = ?", room);
  if (!seq) return base::pass_on(seq);
  return base::RoomSeq(*seq);
}

base::Result<> Places::note_own_seq(const base::RoomId& room, base::RoomSeq seq) {
  if (!storable(seq.value())) return base::fail(StoreError::invalid_value, "room");
  return write(*db_, "INSERT INTO own_numbers(room, seq) VALUES (?1, ?2) ON CONFLICT (room) DO UPDATE SET seq = max(seq, ?2)",
               room, seq);
}

base::Result<bool> Places::own_is_sure(const base::RoomId& room) const {
  auto unsure = read_number(*db_, "SELECT unsure FROM own_numbers WHERE room = ?", room);
  if (!unsure) return base::pass_on(unsure);
  return *unsure == 0;
}

base::Result<> Places::settle_own_seq(const base::RoomId& room, base::RoomSeq seq) {
  if (auto noted = note_own_seq(room, seq); !noted) return noted;
  return write(*db_, "UPDATE own_numbers SET unsure = 0 WHERE room = ?", room);
}

base::Result<std::map<base::RoomId, base::RoomSeq>> Places::own_numbers() const {
  const auto read = [](sql::Rows& rows) { return std::pair(rows.id<base::RoomId>(0), rows.id<base::RoomSeq>(1)); };
  auto all = read_all(*db_, "SELECT room, seq FROM own_numbers", read);
  if (!all) return base::pass_on(all);
  return std::map<base::RoomId, base::RoomSeq>(all->begin(), all->end());
}

base::Result<Followed> Places::followed(const base::RoomId& room) const {
  const auto read = [](sql::Rows& rows) { return Followed{.seq = rows.id<base::RoomSeq>(0), .sure = rows.integer(1) != 0}; };
  auto row = read_one(*db_, "SELECT seq, epoch > unsure_epoch FROM followed JOIN rooms ON id = room WHERE room = ?", read, room);
  if (!row) return base::pass_on(row);
  return row->value_or(Followed{});
}

base::Result<> Places::note_followed(const base::RoomId& room, base::RoomSeq seq) {
  if (!storable(seq.value())) return base::fail(StoreError::invalid_value, "room");
  return write(
      *db_,
      "INSERT INTO followed SELECT id, ?2, -1, 0 FROM rooms WHERE id = ?1 ON CONFLICT (room) DO UPDATE SET seq = max(seq, ?2)",
      room, seq);
}

// What this device said before a gap has a number of before it, which says nothing of what came after.
base::Result<> Places::note_own_followed(const base::RoomId& room, base::RoomSeq own) {
  return write(
      *db_,
      "INSERT INTO followed SELECT id, ?2, -1, 0 FROM rooms WHERE id = ?1 ON CONFLICT (room) DO UPDATE SET seq = max(seq, ?2) "
      "WHERE ?2 > own_before",
      room, own);
}

base::Result<> Places::unsure_followed() {
  return write(*db_,
               "INSERT INTO followed SELECT id, 0, epoch, coalesce((SELECT seq FROM own_numbers WHERE room = id), 0) FROM rooms "
               "WHERE true ON CONFLICT (room) DO UPDATE SET seq = 0, unsure_epoch = excluded.unsure_epoch, "
               "own_before = excluded.own_before");
}

base::Result<> Places::note_doubt(const Doubt& doubt) {
  if (!storable(doubt.after.value())) return base::fail(StoreError::invalid_value, "doubt");
  return write(*db_,
               "INSERT INTO doubts VALUES (?1, ?2, ?3, ?4) ON CONFLICT (room) DO UPDATE SET what = max(what, ?2), "
               "after = min(after, ?3), since = min(since, ?4)",
               doubt.room, static_cast<int>(doubt.what), doubt.after, doubt.since);
}

base::Result<std::optional<Doubt>> Places::doubt(const base::RoomId& room) const {
  return read_one(*db_, "SELECT room, what, after, since FROM doubts WHERE room = ?", read_doubt, room);
}

base::Result<std::vector<Doubt>> Places::doubts() const {
  return read_all(*db_, "SELECT room, what, after, since FROM doubts", read_doubt);
}

base::Result<> Places::end_doubt(const base::RoomId& room) { return write(*db_, "DELETE FROM doubts WHERE room = ?", room); }

base::Result<std::optional<base::UnixMillis>> Places::plea_of(const base::RoomId& room, const base::DeviceId& device) const {
  const auto read = [](sql::Rows& rows) { return rows.time(0); };
  return read_one(*db_, "SELECT made_at FROM pleas WHERE room = ? AND device = ?", read, room, device);
}

base::Result<> Places::note_plea(const base::RoomId& room, const base::DeviceId& device, base::UnixMillis made_at) {
  return write(*db_, "INSERT OR REPLACE INTO pleas VALUES (?, ?, ?)", room, device, made_at);
}

base::Result<> Places::note_readmission(const base::RoomId& room, const base::DeviceId& device) {
  return write(*db_, "INSERT OR IGNORE INTO readmissions VALUES (?, ?)", room, device);
}

base::Result<bool> Places::take_readmission(const base::RoomId& room, const base::DeviceId& device) {
  auto taken = execute(*db_, "DELETE FROM readmissions WHERE room = ? AND device = ?", room, device);
  if (!taken) return base::pass_on(taken);
  return *taken == 1;
}

base::Result<std::optional<base::RoomSeq>> Places::member_since(const base::RoomId& room, const base::DeviceId& device) const {
  const auto read = [](sql::Rows& rows) { return rows.id<base::RoomSeq>(0); };
  return read_one(*db_, "SELECT seq FROM members_since WHERE room = ? AND device = ?", read, room, device);
}

base::Result<> Places::note_member_since(const base::RoomId& room, const base::DeviceId& device, base::RoomSeq seq) {
  if (!storable(seq.value())) return base::fail(StoreError::invalid_value, "member");
  return write(*db_, "INSERT OR REPLACE INTO members_since VALUES (?, ?, ?)", room, device, seq);
}

base::Result<std::optional<AskedRepetition>> Places::asked(const base::RoomId& room) const {
  const auto read = [](sql::Rows& rows) {
    return AskedRepetition{.after = rows.id<base::RoomSeq>(0), .before = rows.id<base::RoomSeq>(1), .taken = rows.number(2)};
  };
  return read_one(*db_, "SELECT after, before, taken FROM asked_repetitions WHERE room = ?", read, room);
}

base::Result<> Places::note_asked(const base::RoomId& room, const AskedRepetition& asked) {
  if (!storable(asked.after.value()) || !storable(asked.before.value())) return base::fail(StoreError::invalid_value, "asked");
  return write(*db_, "INSERT OR REPLACE INTO asked_repetitions VALUES (?, ?, ?, ?)", room, asked.after, asked.before,
               asked.taken);
}

}  // namespace valise::sdk::store
