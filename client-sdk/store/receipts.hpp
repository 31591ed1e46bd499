// Receipts: on which devices an own message has arrived, and for what this device owes receipts and heartbeats to its rooms. Both
// live as long as the messages.
#pragma once

#include <vector>

#include "client-sdk/store/links.hpp"

namespace valise::sdk::store {

struct Recipient {
  base::DeviceId device;
  std::optional<base::UnixMillis> delivered_at;
  std::optional<base::UnixMillis> read_at;
};

enum class ReceiptKind : int { delivered = 1, read = 2 };

// OwedReceipt is a receipt that is to be sent, not before its time.
struct OwedReceipt {
  MessageKey message;
  base::RoomId room;
  ReceiptKind kind = ReceiptKind::delivered;
  base::UnixMillis due_at;
};

class Receipts {
 public:
  explicit Receipts(sql::Database& db) : db_(&db) {}

  // expect says that an own message goes to a device; once for each.
  [[nodiscard]] base::Result<> expect(const MessageKey& message, const base::DeviceId& device);
  // confirm writes down that the device has it; false where it was not sent there, or that was known.
  [[nodiscard]] base::Result<bool> confirm(const MessageKey& message, const base::DeviceId& device, ReceiptKind kind,
                                           base::UnixMillis at);
  [[nodiscard]] base::Result<std::vector<Recipient>> recipients(const MessageKey& message) const;

  // owe keeps the earlier time if the same is owed already.
  [[nodiscard]] base::Result<> owe(const OwedReceipt& receipt);
  // due gives at most `most` whose time has come, room by room.
  [[nodiscard]] base::Result<std::vector<OwedReceipt>> due(base::UnixMillis now, std::uint64_t most) const;
  [[nodiscard]] base::Result<> settle(const OwedReceipt& receipt);

  // set_heartbeat says when a room is to be told how far this device's messages go; nothing: it knows.
  [[nodiscard]] base::Result<> set_heartbeat(const base::RoomId& room, std::optional<base::UnixMillis> due_at);
  [[nodiscard]] base::Result<std::vector<base::RoomId>> heartbeats_due(base::UnixMillis now) const;

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
