#include "client-sdk/store/matters.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

Matter read_matter(sql::Rows& rows) {
  return {.message = {.id = rows.id<base::MessageId>(0), .sender = rows.id<base::DeviceId>(1)},
          .room = rows.id<base::RoomId>(2),
          .asked = text(rows, 3),
          .urgency = static_cast<int>(rows.integer(4)),
          .sent_at = rows.time(5),
          .answer_by = optional_time(rows, 6),
          .outgoing = rows.integer(7) != 0};
}

}  // namespace

base::Result<> Matters::open(const Matter& matter) {
  return write(*db_,
               "INSERT INTO matters (message, sender, room, asked, urgency, sent_at, answer_by, outgoing) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
               matter.message.id, matter.message.sender, matter.room, matter.asked, matter.urgency, matter.sent_at,
               matter.answer_by, matter.outgoing);
}

base::Result<std::optional<Matter>> Matters::find(const MessageKey& message) const {
  return read_one(*db_, "SELECT * FROM matters WHERE message = ? AND sender = ?", read_matter, message.id, message.sender);
}

base::Result<std::vector<Matter>> Matters::list() const {
  return read_all(*db_, "SELECT * FROM matters ORDER BY answer_by NULLS LAST, sent_at, message", read_matter);
}

base::Result<std::vector<Matter>> Matters::overdue(base::UnixMillis now) const {
  return read_all(
      *db_,
      "SELECT m.* FROM unsettled CROSS JOIN matters m USING (message, sender) WHERE outgoing = 1 AND answer_by <= ? AND "
      "NOT EXISTS (SELECT 1 FROM reminders r WHERE r.what = 1 AND r.message = m.message AND r.sender = m.sender) "
      "ORDER BY answer_by",
      read_matter, now);
}

}  // namespace valise::sdk::store
