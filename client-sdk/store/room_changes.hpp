// RoomChanges: the durable queue of changes of rooms that wait to be made, in order with the messages of the outbox.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "client-sdk/store/outbox.hpp"

namespace valise::sdk::store {

using RoomChangeId = base::Strong<struct RoomChangeIdTag, std::int64_t>;  // ascending in the order queued

enum class ChangeState : int { waiting = 1, done = 2, given_up = 3 };

struct RoomChange {
  RoomChangeId id;
  base::RoomId room;
  OutboxId after;    // the last message that was queued before it, in whatever room
  base::Bytes wish;  // serialised RoomWish
  ChangeState state = ChangeState::waiting;
  std::string reason;  // why it still waits, or was given up
};

class RoomChanges {
 public:
  explicit RoomChanges(sql::Database& db) : db_(&db) {}

  [[nodiscard]] base::Result<RoomChangeId> enqueue(const base::RoomId& room, base::ByteView wish, base::UnixMillis now);
  // waiting gives what is to be made, of one room or of all, in the order queued.
  [[nodiscard]] base::Result<std::vector<RoomChange>> waiting() const;
  [[nodiscard]] base::Result<std::vector<RoomChange>> waiting(const base::RoomId& room) const;
  [[nodiscard]] base::Result<std::optional<RoomChange>> find(RoomChangeId id) const;

  [[nodiscard]] base::Result<> note_attempt(RoomChangeId id, std::string_view why);
  // settle ends it: done, or given up with the reason.
  [[nodiscard]] base::Result<> settle(RoomChangeId id, ChangeState state, std::string_view reason);
  // forget_settled_before erases what was ended and queued before then.
  [[nodiscard]] base::Result<> forget_settled_before(base::UnixMillis time);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
