// Mailboxes: for each device a numbered list of references to bodies. A body is kept once and erased with its last reference
// (R8).
#pragma once

#include "server/store/device_table.hpp"

namespace valise::server::store::mailbox {

// Body is what one or more mailboxes get.
struct Body {
  std::int64_t room = 0;
  base::RoomId room_id;
  base::RoomSeq room_seq;
  core::DeliveryKind kind = core::DeliveryKind::message;
  core::Urgency urgency = core::Urgency::routine;
  std::span<const base::DeviceId> added;
  std::span<const base::DeviceId> removed;
  base::ByteView bytes;
  devices::RowId sender = 0;  // who has been charged for it
};
struct Recipient {
  devices::RowId id = 0;
  base::DeviceId device;
};

// deliver appends a body to the mailboxes of all recipients, who are different and not closed. Without recipients nothing is
// kept.
[[nodiscard]] base::Result<> deliver(Write& write, const std::vector<Recipient>& recipients, const Body& body);
[[nodiscard]] base::Result<> acknowledge(Write& write, const base::DeviceId& device, base::MailboxSeq up_to);
// erase_up_to takes deliveries off a mailbox, and the bodies that nobody else waits for.
[[nodiscard]] base::Result<> erase_up_to(Write& write, devices::RowId device, base::MailboxSeq up_to);

// expire erases at most `limit` deliveries of a mailbox that were accepted before `cutoff`, from the oldest on, and leaves one
// tombstone. Gives how many.
[[nodiscard]] base::Result<std::size_t> expire(Write& write, devices::RowId device, base::UnixMillis cutoff, std::size_t limit);

[[nodiscard]] base::Result<std::vector<core::Delivery>> read(sql::Database& db, const DeliveryRange& range);
[[nodiscard]] base::Result<core::MailboxState> state(sql::Database& db, const base::DeviceId& device);

}  // namespace valise::server::store::mailbox
