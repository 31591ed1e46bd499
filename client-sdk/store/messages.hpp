// Messages: history. A message is identified by its sender and the id that the sender gave it; a second one with both the same is
// a duplicate and changes nothing (R2). Content is kept as the serialised Content that came out of the encryption.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

enum class Direction : int { incoming = 1, outgoing = 2 };
enum class MessageState : int { queued = 1, sent = 2, received = 3, failed = 4 };

struct Message {
  base::MessageId id;
  base::RoomId room;
  std::optional<base::RoomSeq> room_seq;  // none: not accepted by the relay yet
  base::DeviceId sender;
  Direction direction = Direction::incoming;
  MessageState state = MessageState::received;
  std::string reason;            // why it failed, in our words
  base::UnixMillis sent_at;      // by the sender's clock
  base::UnixMillis received_at;  // incoming: stored here; outgoing: accepted by the relay, or queued
  int urgency = 0;               // as valise.v1.Urgency
  bool read = false;             // outgoing and unspoken ones are read
  base::Bytes content;           // serialised Content
  int body = 0;                  // which body: its field number in valise.v1.Content, 0 none
  bool spoken = true;            // a person is to read it; false: it serves the programs, and lists leave it out
  std::optional<base::DeviceId> repeated_by = {};  // who handed it on, where it did not come from its sender
};

enum class Inserted { fresh, duplicate };

// Page selects from a list: at most `limit`, skipping `offset`.
struct Page {
  std::uint64_t offset = 0;
  std::uint64_t limit = 100;
};

enum class InboxFilter { unread, all, read };

// Which messages of a room: those for people, or all.
enum class Which { spoken, all };

class Messages {
 public:
  explicit Messages(sql::Database& db) : db_(&db) {}

  // insert stores a message unless one of the same sender and id is there: then it says `duplicate` and changes nothing.
  [[nodiscard]] base::Result<Inserted> insert(const Message& message);
  [[nodiscard]] base::Result<std::optional<Message>> find(const base::MessageId& id, const base::DeviceId& sender) const;
  // with_id finds the one message with this id, whoever sent it; not_found, ambiguous.
  [[nodiscard]] base::Result<Message> with_id(const base::MessageId& id) const;
  // with_prefix finds the one message whose id begins with these hexadecimal digits (at least 4); not_found, ambiguous.
  [[nodiscard]] base::Result<Message> with_prefix(std::string_view hex) const;

  // in_room gives the newest messages of a room, oldest of them first: by room_seq, those without one last.
  [[nodiscard]] base::Result<std::vector<Message>> in_room(const base::RoomId& room, Page page = {},
                                                           Which which = Which::spoken) const;
  // inbox gives incoming spoken messages of all rooms, the most urgent first, then the newest; the unread ones after own ones
  // that failed for good and whose author has not looked at them; the read ones by the newest alone.
  [[nodiscard]] base::Result<std::vector<Message>> inbox(InboxFilter filter, Page page = {}) const;
  // of_body gives all messages with a body (field number in valise.v1.Content), of all rooms, in the order in which they came
  // here.
  [[nodiscard]] base::Result<std::vector<Message>> of_body(int body) const;
  // count gives the number of spoken messages of a room.
  [[nodiscard]] base::Result<std::uint64_t> count(const base::RoomId& room) const;
  [[nodiscard]] base::Result<std::uint64_t> unread_count() const;
  // failed_count counts own messages that failed for good and whose author has not looked at them.
  [[nodiscard]] base::Result<std::uint64_t> failed_count() const;
  [[nodiscard]] base::Result<std::uint64_t> unread_count(const base::RoomId& room) const;
  // unread_by_room gives the rooms with unread messages, and how many.
  [[nodiscard]] base::Result<std::map<base::RoomId, std::uint64_t>> unread_by_room() const;
  // read_count counts incoming spoken messages that were read.
  [[nodiscard]] base::Result<std::uint64_t> read_count() const;
  // place_in_room gives how many spoken messages of its room stand before one, in the order of in_room.
  [[nodiscard]] base::Result<std::uint64_t> place_in_room(const Message& message) const;

  // set_content replaces the content of an outgoing message when it is completed for sending.
  [[nodiscard]] base::Result<> set_content(const base::MessageId& id, const base::DeviceId& sender, base::ByteView content);
  // set_content and mark_read fail with not_found if there is no such message.
  [[nodiscard]] base::Result<> mark_read(const base::MessageId& id, const base::DeviceId& sender);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
