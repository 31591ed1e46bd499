#include "client-sdk/store/messages.hpp"

#include <algorithm>

#include "client-sdk/store/message_row.hpp"

namespace valise::sdk::store {

// The columns that read_message reads, in its order: of the table `messages` after `serial`.
Message read_message(sql::Rows& rows) {
  return Message{.id = rows.id<base::MessageId>(1),
                 .room = rows.id<base::RoomId>(3),
                 .room_seq = optional_id<base::RoomSeq>(rows, 4),
                 .sender = rows.id<base::DeviceId>(2),
                 .direction = enumerator<Direction>(rows, 5),
                 .state = enumerator<MessageState>(rows, 6),
                 .reason = text(rows, 7),
                 .sent_at = rows.time(8),
                 .received_at = rows.time(9),
                 .urgency = static_cast<int>(rows.integer(10)),
                 .read = rows.integer(11) != 0,
                 .content = rows.bytes(12),
                 .body = static_cast<int>(rows.integer(13)),
                 .spoken = rows.integer(14) != 0,
                 .repeated_by = optional_id<base::DeviceId>(rows, 15)};
}

base::Result<Inserted> Messages::insert(const Message& message) {
  if (!storable(message.room_seq.value_or(base::RoomSeq{}).value())) return base::fail(StoreError::invalid_value, "message");
  const bool read = message.read || !message.spoken || message.direction == Direction::outgoing;
  auto inserted = execute(
      *db_,
      "INSERT INTO messages (id, sender, room, room_seq, direction, state, reason, sent_at, received_at, "
      "urgency, read, content, body, spoken, repeated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
      "(id, sender) DO NOTHING",
      message.id, message.sender, message.room, message.room_seq, static_cast<int>(message.direction),
      static_cast<int>(message.state), message.reason, message.sent_at, message.received_at, message.urgency, read,
      message.content, message.body, message.spoken, message.repeated_by);
  if (!inserted) return base::pass_on(inserted);
  return *inserted == 0 ? Inserted::duplicate : Inserted::fresh;
}

base::Result<std::optional<Message>> Messages::find(const base::MessageId& id, const base::DeviceId& sender) const {
  return read_one(*db_, "SELECT * FROM messages WHERE id = ? AND sender = ?", read_message, id, sender);
}

base::Result<Message> Messages::with_id(const base::MessageId& id) const {
  return only(read_all(*db_, "SELECT * FROM messages WHERE id = ? LIMIT 2", read_message, id));
}

base::Result<Message> Messages::with_prefix(std::string_view hex) const {
  auto range = prefix_range(hex, base::MessageId::size);
  if (!range) return base::pass_on(range);
  return only(read_all(*db_, "SELECT * FROM messages WHERE id BETWEEN ? AND ? LIMIT 2", read_message, range->first, range->last));
}

base::Result<std::vector<Message>> Messages::in_room(const base::RoomId& room, Page page, Which which) const {
  auto newest = read_all(*db_,
                         "SELECT * FROM messages WHERE room = ? AND spoken >= ? "
                         "ORDER BY room_seq DESC NULLS FIRST, serial DESC LIMIT ? OFFSET ?",
                         read_message, room, which == Which::spoken ? 1 : 0, page.limit, page.offset);
  if (newest) std::ranges::reverse(*newest);
  return newest;
}

base::Result<std::vector<Message>> Messages::inbox(InboxFilter filter, Page page) const {
  if (filter == InboxFilter::unread) {
    return read_all(*db_,
                    "SELECT * FROM messages WHERE read = 0 ORDER BY state = 4 DESC, urgency DESC, serial DESC LIMIT ? OFFSET ?",
                    read_message, page.limit, page.offset);
  }
  if (filter == InboxFilter::read) {
    return read_all(
        *db_, "SELECT * FROM messages WHERE direction = 1 AND spoken = 1 AND read = 1 ORDER BY serial DESC LIMIT ? OFFSET ?",
        read_message, page.limit, page.offset);
  }
  return read_all(*db_,
                  "SELECT * FROM messages WHERE direction = 1 AND spoken = 1 ORDER BY urgency DESC, serial DESC LIMIT ? OFFSET ?",
                  read_message, page.limit, page.offset);
}

base::Result<std::vector<Message>> Messages::of_body(int body) const {
  return read_all(*db_, "SELECT * FROM messages WHERE body = ? ORDER BY serial", read_message, body);
}

base::Result<std::uint64_t> Messages::count(const base::RoomId& room) const {
  return read_number(*db_, "SELECT count(*) FROM messages WHERE room = ? AND spoken = 1", room);
}
base::Result<std::uint64_t> Messages::unread_count() const {
  return read_number(*db_, "SELECT count(*) FROM messages WHERE read = 0 AND direction = 1");
}
base::Result<std::uint64_t> Messages::failed_count() const {
  return read_number(*db_, "SELECT count(*) FROM messages WHERE read = 0 AND state = 4");
}
base::Result<std::uint64_t> Messages::unread_count(const base::RoomId& room) const {
  return read_number(*db_, "SELECT count(*) FROM messages WHERE read = 0 AND direction = 1 AND room = ?", room);
}

base::Result<std::map<base::RoomId, std::uint64_t>> Messages::unread_by_room() const {
  const auto read = [](sql::Rows& rows) { return std::pair(rows.id<base::RoomId>(0), rows.number(1)); };
  auto all = read_all(*db_, "SELECT room, count(*) FROM messages WHERE read = 0 AND direction = 1 GROUP BY room", read);
  if (!all) return base::pass_on(all);
  return std::map<base::RoomId, std::uint64_t>(all->begin(), all->end());
}
base::Result<std::uint64_t> Messages::read_count() const {
  return read_number(*db_, "SELECT count(*) FROM messages WHERE direction = 1 AND spoken = 1 AND read = 1");
}
base::Result<std::uint64_t> Messages::place_in_room(const Message& message) const {
  return read_number(
      *db_,
      "SELECT count(*) FROM messages AS other JOIN messages AS this ON this.room = other.room "
      "WHERE this.id = ? AND this.sender = ? AND other.spoken = 1 AND (other.room_seq < this.room_seq OR "
      "(other.room_seq IS NOT NULL AND this.room_seq IS NULL) OR (other.room_seq IS this.room_seq AND other.serial < "
      "this.serial))",
      message.id, message.sender);
}

base::Result<> Messages::set_content(const base::MessageId& id, const base::DeviceId& sender, base::ByteView content) {
  return write_one(*db_, "UPDATE messages SET content = ? WHERE id = ? AND sender = ? AND direction = 2", content, id, sender);
}

base::Result<> Messages::mark_read(const base::MessageId& id, const base::DeviceId& sender) {
  return write_one(*db_, "UPDATE messages SET read = 1 WHERE id = ? AND sender = ?", id, sender);
}

}  // namespace valise::sdk::store
