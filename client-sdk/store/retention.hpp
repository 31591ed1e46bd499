// Retention: how long each room's messages are kept here, and their erasure: content, words, evidence, file keys, and the
// ciphertexts of own messages go from the database and are overwritten in its pages; so does what still named the room's earlier
// subjects: contexts of epochs to which nothing is kept, notices that were seen, changes that were made. What stays is how many
// messages went, and when. LocalStore::scrub clears the write-ahead log.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

struct Retained {
  base::RoomId room;
  bool own = false;                   // this device says itself: for so many days, or for good
  std::optional<std::uint32_t> days;  // that it says; none: for good
  std::uint32_t agreed_days = 0;      // that the room says; 0: without end
  std::optional<base::UnixMillis> agreed_since;
  std::uint64_t erased = 0;  // messages, so far
  std::optional<base::UnixMillis> last_erasure;
};

struct Erased {
  std::uint64_t messages = 0;
  std::vector<std::filesystem::path> files;  // encrypted copies that belonged to them, for the caller to remove
};

class Retention {
 public:
  explicit Retention(sql::Database& db) : db_(&db) {}

  // set_days writes down what this device says: so many days from now on; none: for good.
  [[nodiscard]] base::Result<> set_days(const base::RoomId& room, std::optional<std::uint32_t> days);
  // note_agreed writes down what the room says, and since when this device knows it if it is new.
  [[nodiscard]] base::Result<> note_agreed(const base::RoomId& room, std::uint32_t days, base::UnixMillis now);
  [[nodiscard]] base::Result<Retained> of(const base::RoomId& room) const;
  // due counts the messages of a room that came before `before` and are not still to be sent: what is queued is kept until the
  // relay has it or it is given up, and counts from then on.
  [[nodiscard]] base::Result<std::uint64_t> due(const base::RoomId& room, base::UnixMillis before) const;
  // erase erases them, and what was said about the room before that. A restored relay is not given them again.
  [[nodiscard]] base::Result<Erased> erase(const base::RoomId& room, base::UnixMillis before, base::UnixMillis now);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
