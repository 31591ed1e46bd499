#include "client-sdk/store/receipts.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

Recipient read_recipient(sql::Rows& rows) {
  return {.device = rows.id<base::DeviceId>(0), .delivered_at = optional_time(rows, 1), .read_at = optional_time(rows, 2)};
}

OwedReceipt read_owed(sql::Rows& rows) {
  return {.message = {.id = rows.id<base::MessageId>(0), .sender = rows.id<base::DeviceId>(1)},
          .room = rows.id<base::RoomId>(2),
          .kind = enumerator<ReceiptKind>(rows, 3),
          .due_at = rows.time(4)};
}

base::RoomId read_room(sql::Rows& rows) { return rows.id<base::RoomId>(0); }

}  // namespace

base::Result<> Receipts::expect(const MessageKey& message, const base::DeviceId& device) {
  return write(*db_, "INSERT INTO recipients (message, sender, device) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", message.id,
               message.sender, device);
}

// What was read has arrived, even if that receipt was lost.
base::Result<bool> Receipts::confirm(const MessageKey& message, const base::DeviceId& device, ReceiptKind kind,
                                     base::UnixMillis at) {
  auto changed = kind == ReceiptKind::read
                     ? execute(*db_,
                               "UPDATE recipients SET read_at = ?1, delivered_at = coalesce(delivered_at, ?1) "
                               "WHERE message = ?2 AND sender = ?3 AND device = ?4 AND read_at IS NULL",
                               at, message.id, message.sender, device)
                     : execute(*db_,
                               "UPDATE recipients SET delivered_at = ?1 "
                               "WHERE message = ?2 AND sender = ?3 AND device = ?4 AND delivered_at IS NULL",
                               at, message.id, message.sender, device);
  if (!changed) return base::pass_on(changed);
  return *changed == 1;
}

base::Result<std::vector<Recipient>> Receipts::recipients(const MessageKey& message) const {
  return read_all(*db_, "SELECT device, delivered_at, read_at FROM recipients WHERE message = ? AND sender = ? ORDER BY device",
                  read_recipient, message.id, message.sender);
}

base::Result<> Receipts::owe(const OwedReceipt& receipt) {
  return write(*db_,
               "INSERT INTO receipts_due (message, sender, room, kind, due_at) VALUES (?, ?, ?, ?, ?) "
               "ON CONFLICT DO UPDATE SET due_at = min(due_at, excluded.due_at)",
               receipt.message.id, receipt.message.sender, receipt.room, static_cast<int>(receipt.kind), receipt.due_at);
}

base::Result<std::vector<OwedReceipt>> Receipts::due(base::UnixMillis now, std::uint64_t most) const {
  return read_all(*db_,
                  "SELECT * FROM receipts_due WHERE room IN (SELECT room FROM receipts_due WHERE due_at <= ?) "
                  "ORDER BY room, kind, due_at LIMIT ?",
                  read_owed, now, most);
}

base::Result<> Receipts::settle(const OwedReceipt& receipt) {
  return write(*db_, "DELETE FROM receipts_due WHERE message = ? AND sender = ? AND kind = ?", receipt.message.id,
               receipt.message.sender, static_cast<int>(receipt.kind));
}

base::Result<> Receipts::set_heartbeat(const base::RoomId& room, std::optional<base::UnixMillis> due_at) {
  if (!due_at) return write(*db_, "DELETE FROM heartbeats_due WHERE room = ?", room);
  return write(*db_, "INSERT INTO heartbeats_due (room, due_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET due_at = excluded.due_at",
               room, *due_at);
}

base::Result<std::vector<base::RoomId>> Receipts::heartbeats_due(base::UnixMillis now) const {
  return read_all(*db_, "SELECT room FROM heartbeats_due WHERE due_at <= ? ORDER BY due_at", read_room, now);
}

}  // namespace valise::sdk::store
