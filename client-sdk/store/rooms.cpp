#include "client-sdk/store/rooms.hpp"

#include "client-sdk/store/device_list.hpp"
#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

Room read_room(sql::Rows& rows) {
  Room room{.id = rows.id<base::RoomId>(0),
            .membership = enumerator<Membership>(rows, 1),
            .subject = text(rows, 2),
            .state = rows.bytes(3),
            .epoch = rows.number(4),
            .handshake_position = rows.id<base::RoomSeq>(5),
            .last_seq = rows.id<base::RoomSeq>(6),
            .created_at = rows.time(7),
            .active_at = rows.time(8),
            .own_update_at = rows.time(9),
            .own_counter = rows.number(10)};
  if (!rows.is_null(11)) room.own_previous_hash = array<32>(rows, 11);
  room.joined_epoch = rows.number(12);
  return room;
}

}  // namespace

base::Result<> Rooms::put(const Room& room) {
  if (!storable(room.handshake_position.value()) || !storable(room.last_seq.value())) {
    return base::fail(StoreError::invalid_value, "room");
  }
  return write(*db_,
               "INSERT INTO rooms VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (id) DO UPDATE SET "
               "membership = ?2, subject = ?3, state = ?4, epoch = ?5, handshake_position = ?6, last_seq = ?7, created_at = ?8, "
               "active_at = ?9, own_update_at = ?10, own_counter = ?11, own_previous_hash = ?12, "
               "joined_epoch = ?13",
               room.id, static_cast<int>(room.membership), room.subject, room.state, room.epoch, room.handshake_position,
               room.last_seq, room.created_at, room.active_at, room.own_update_at, room.own_counter, room.own_previous_hash,
               room.joined_epoch);
}

base::Result<std::optional<Room>> Rooms::find(const base::RoomId& id) const {
  return read_one(*db_, "SELECT * FROM rooms WHERE id = ?", read_room, id);
}

base::Result<std::vector<Room>> Rooms::list() const {
  return read_all(*db_, "SELECT * FROM rooms ORDER BY active_at DESC, id", read_room);
}

base::Result<std::uint64_t> Rooms::count() const { return read_number(*db_, "SELECT count(*) FROM rooms"); }

base::Result<Room> Rooms::with_prefix(std::string_view hex) const {
  auto range = prefix_range(hex, base::RoomId::size);
  if (!range) return base::pass_on(range);
  return only(read_all(*db_, "SELECT * FROM rooms WHERE id BETWEEN ? AND ? LIMIT 2", read_room, range->first, range->last));
}

base::Result<> Rooms::save_group(const base::RoomId& room, GroupPart part, const crypto::SecretBytes& state) {
  return write(*db_, "INSERT INTO group_states VALUES (?1, ?2, ?3) ON CONFLICT (room, part) DO UPDATE SET state = ?3", room,
               static_cast<int>(part), state.expose());
}

base::Result<std::optional<crypto::SecretBytes>> Rooms::load_group(const base::RoomId& room, GroupPart part) const {
  const auto read = [](sql::Rows& rows) { return secret(rows, 0); };
  return read_one(*db_, "SELECT state FROM group_states WHERE room = ? AND part = ?", read, room, static_cast<int>(part));
}

base::Result<> Rooms::erase_group(const base::RoomId& room) {
  return write(*db_, "DELETE FROM group_states WHERE room = ?", room);
}

base::Result<std::optional<SenderChain>> Rooms::sender_chain(const base::RoomId& room, const base::DeviceId& sender) const {
  const auto read = [](sql::Rows& rows) { return SenderChain{rows.id<base::DeviceId>(0), rows.number(1), array<32>(rows, 2)}; };
  return read_one(*db_, "SELECT sender, counter, hash FROM sender_chains WHERE room = ? AND sender = ?", read, room, sender);
}

base::Result<> Rooms::set_sender_chain(const base::RoomId& room, const SenderChain& chain) {
  return write(*db_, "INSERT OR REPLACE INTO sender_chains VALUES (?, ?, ?, ?)", room, chain.sender, chain.counter, chain.hash);
}

base::Result<> Rooms::forget_sender_chains(const base::RoomId& room) {
  return write(*db_, "DELETE FROM sender_chains WHERE room = ?", room);
}

base::Result<> Rooms::forget_sender_chains() { return write(*db_, "DELETE FROM sender_chains"); }

base::Result<> Rooms::note_lost_member(const base::RoomId& room, const base::DeviceId& device) {
  if (auto forgotten = write(*db_, "DELETE FROM rooms_kept_up WHERE room = ?", room); !forgotten) return forgotten;
  return write(*db_, "INSERT OR IGNORE INTO lost_members VALUES (?, ?)", room, device);
}

base::Result<> Rooms::set_kept_up(const base::RoomId& room, const KeptUp& state) {
  return write(*db_, "INSERT OR REPLACE INTO rooms_kept_up VALUES (?, ?, ?, ?)", room, state.epoch, state.directory, state.until);
}

base::Result<std::map<base::RoomId, KeptUp>> Rooms::kept_up() const {
  const auto read = [](sql::Rows& rows) {
    return std::pair(rows.id<base::RoomId>(0), KeptUp{.epoch = static_cast<std::uint64_t>(rows.integer(1)),
                                                      .directory = static_cast<std::uint64_t>(rows.integer(2)),
                                                      .until = optional_time(rows, 3)});
  };
  auto rows = read_all(*db_, "SELECT room, epoch, directory, until FROM rooms_kept_up", read);
  if (!rows) return base::pass_on(rows);
  return std::map<base::RoomId, KeptUp>(rows->begin(), rows->end());
}

base::Result<std::vector<base::DeviceId>> Rooms::lost_members(const base::RoomId& room) const {
  const auto read = [](sql::Rows& rows) { return rows.id<base::DeviceId>(0); };
  return read_all(*db_, "SELECT device FROM lost_members WHERE room = ?", read, room);
}

base::Result<> Rooms::forget_lost_member(const base::RoomId& room, const base::DeviceId& device) {
  return write(*db_, "DELETE FROM lost_members WHERE room = ? AND device = ?", room, device);
}

base::Result<> Rooms::forget_sender_chain(const base::RoomId& room, const base::DeviceId& sender) {
  return write(*db_, "DELETE FROM sender_chains WHERE room = ? AND sender = ?", room, sender);
}

base::Result<> Rooms::put_pending_commit(const PendingCommit& commit) {
  if (!storable(commit.expected_position.value())) return base::fail(StoreError::invalid_value, "pending commit");
  const auto added = joined(commit.add);
  const auto removed = joined(commit.remove);
  return write(*db_, "INSERT INTO pending_commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", commit.room, commit.key,
               commit.expected_position, commit.commit, commit.welcome, added, removed, commit.next_state.expose(),
               commit.made_at);
}

base::Result<std::optional<PendingCommit>> Rooms::pending_commit(const base::RoomId& room) const {
  const auto read = [](sql::Rows& rows) {
    return PendingCommit{.room = rows.id<base::RoomId>(0),
                         .key = rows.id<base::IdempotencyKey>(1),
                         .expected_position = rows.id<base::RoomSeq>(2),
                         .commit = rows.bytes(3),
                         .welcome = rows.bytes(4),
                         .add = split(rows.blob(5)),
                         .remove = split(rows.blob(6)),
                         .next_state = secret(rows, 7),
                         .made_at = rows.time(8)};
  };
  return read_one(*db_, "SELECT * FROM pending_commits WHERE room = ?", read, room);
}

base::Result<std::vector<base::RoomId>> Rooms::rooms_with_pending_commit() const {
  return read_all(*db_, "SELECT room FROM pending_commits ORDER BY made_at",
                  [](sql::Rows& rows) { return rows.id<base::RoomId>(0); });
}

base::Result<> Rooms::erase_pending_commit(const base::RoomId& room) {
  return write(*db_, "DELETE FROM pending_commits WHERE room = ?", room);
}

}  // namespace valise::sdk::store
