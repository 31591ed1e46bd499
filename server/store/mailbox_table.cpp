#include "server/store/mailbox_table.hpp"

#include "server/store/usage_table.hpp"

namespace valise::server::store::mailbox {
namespace {

base::Bytes join(std::span<const base::DeviceId> devices) {
  base::Bytes out;
  for (const base::DeviceId& device : devices) base::append(out, device.view());
  return out;
}

std::vector<base::DeviceId> split(base::ByteView joined) {
  std::vector<base::DeviceId> out;
  for (; joined.size() >= base::DeviceId::size; joined = joined.subspan(base::DeviceId::size)) {
    out.push_back(base::DeviceId(base::to_array(joined.first<base::DeviceId::size>())));
  }
  return out;
}

base::Result<std::int64_t> keep(Write& write, const Body& body, std::size_t references) {
  auto kept = write.db.run(
      "INSERT INTO bodies(refs, room, room_seq, kind, urgency, accepted_at, added, removed, body, sender, "
      "charged) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      references, body.room, body.room_seq, static_cast<int>(body.kind), static_cast<int>(body.urgency), write.now,
      join(body.added), join(body.removed), body.bytes, body.sender, usage::charge_of_body(body.bytes.size(), references));
  if (!kept) return base::pass_on(kept);
  return write.db.last_insert_id();
}

constexpr std::size_t kSmallBody = 16 * 1024;
constexpr std::size_t kNewsOfAGroup = 1024 * 1024;

void tell(Write& write, const base::DeviceId& device, base::MailboxSeq seq, const Body& body) {
  auto& changes = write.changes;
  const bool small = body.bytes.size() <= kSmallBody && changes.came_bytes + body.bytes.size() <= kNewsOfAGroup;
  if (!small || body.kind != core::DeliveryKind::message) {
    changes.grown_mailboxes.insert(device);
    return;
  }
  changes.came_bytes += body.bytes.size();
  changes.came.push_back({device,
                          {.seq = seq,
                           .kind = body.kind,
                           .room = body.room_id,
                           .room_seq = body.room_seq,
                           .body = base::to_bytes(body.bytes),
                           .accepted_at = write.now,
                           .urgency = body.urgency,
                           .added = {},
                           .removed = {}}});
}

base::Result<> append(Write& write, const Recipient& recipient, std::int64_t kept, const Body& body) {
  auto seq = write.ledger.next_seq(write.db, recipient.id);
  if (!seq) return base::pass_on(seq);
  auto put = write.db.run("INSERT INTO deliveries(device, seq, body) VALUES(?, ?, ?)", recipient.id, *seq, kept);
  if (!put) return base::pass_on(put);
  tell(write, recipient.device, *seq, body);
  return {};
}

core::Delivery delivery(const sql::Rows& rows) {
  if (rows.is_null(1)) return {.seq = rows.id<base::MailboxSeq>(0), .kind = core::DeliveryKind::expired};
  return {.seq = rows.id<base::MailboxSeq>(0),
          .kind = static_cast<core::DeliveryKind>(rows.integer(1)),
          .room = rows.id<base::RoomId>(2),
          .room_seq = rows.id<base::RoomSeq>(3),
          .body = rows.bytes(4),
          .accepted_at = rows.time(5),
          .urgency = static_cast<core::Urgency>(rows.integer(6)),
          .added = split(rows.blob(7)),
          .removed = split(rows.blob(8))};
}

}  // namespace

base::Result<> deliver(Write& write, const std::vector<Recipient>& recipients, const Body& body) {
  if (recipients.empty()) return {};
  auto kept = keep(write, body, recipients.size());
  if (!kept) return base::pass_on(kept);
  for (const Recipient& recipient : recipients) {
    if (auto appended = append(write, recipient, *kept, body); !appended) return appended;
  }
  return {};
}

base::Result<> erase_up_to(Write& write, devices::RowId device, base::MailboxSeq up_to) {
  auto& db = write.db;
  auto last_references = usage::erase(write,
                                      db.query("DELETE FROM bodies WHERE refs = 1 AND id IN (SELECT body FROM deliveries WHERE "
                                               "device = ? AND seq <= ?) RETURNING sender, charged",
                                               device, up_to),
                                      1);
  if (!last_references) return base::pass_on(last_references);
  auto others = db.run(
      "UPDATE bodies SET refs = refs - 1 WHERE id IN (SELECT body FROM deliveries WHERE device = ? AND seq <= ?)", device, up_to);
  if (!others) return base::pass_on(others);
  auto references = db.run("DELETE FROM deliveries WHERE device = ? AND seq <= ?", device, up_to);
  if (!references) return base::pass_on(references);
  return {};
}

base::Result<> acknowledge(Write& write, const base::DeviceId& device, base::MailboxSeq up_to) {
  auto known = devices::find(write.db, device);
  if (!known) return base::pass_on(known);
  const base::MailboxSeq last = *known ? write.ledger.numbered_up_to((*known)->id, (*known)->last_seq) : base::MailboxSeq(0);
  if (up_to > last) return base::fail(core::Refusal::malformed, "acknowledged beyond the mailbox");
  return *known ? erase_up_to(write, (*known)->id, up_to) : base::Result<>{};
}

base::Result<std::size_t> expire(Write& write, devices::RowId device, base::UnixMillis cutoff, std::size_t limit) {
  auto& db = write.db;
  std::size_t expired = 0;
  base::MailboxSeq last;
  {
    auto rows = db.query(
        "SELECT d.seq, b.accepted_at FROM deliveries d JOIN bodies b ON b.id = d.body WHERE d.device = ? ORDER BY d.seq LIMIT ?",
        device, limit);
    for (;;) {
      auto more = rows.next();
      if (!more) return base::pass_on(more);
      if (!*more || rows.time(1) >= cutoff) break;
      last = rows.id<base::MailboxSeq>(0);
      ++expired;
    }
  }
  if (expired == 0) return 0;
  if (auto erased = erase_up_to(write, device, last); !erased) return base::pass_on(erased);
  auto tombstone = db.run("INSERT INTO deliveries(device, seq, body) VALUES(?, ?, NULL)", device, last);
  if (!tombstone) return base::pass_on(tombstone);
  return expired;
}

base::Result<std::vector<core::Delivery>> read(sql::Database& db, const DeliveryRange& range) {
  std::vector<core::Delivery> out;
  std::size_t bytes = 0;
  auto rows = db.query(
      "SELECT d.seq, b.kind, r.room, b.room_seq, b.body, b.accepted_at, b.urgency, b.added, b.removed "
      "FROM devices v JOIN deliveries d ON d.device = v.id LEFT JOIN bodies b ON b.id = d.body LEFT JOIN rooms r ON r.id = "
      "b.room "
      "WHERE v.device = ? AND d.seq > ? ORDER BY d.seq LIMIT ?",
      range.device, range.after, range.max_count);
  for (;;) {
    auto more = rows.next();
    if (!more) return base::pass_on(more);
    if (!*more) return out;
    bytes += rows.blob(4).size();
    if (!out.empty() && bytes > range.max_bytes) return out;
    out.push_back(delivery(rows));
  }
}

base::Result<core::MailboxState> state(sql::Database& db, const base::DeviceId& device) {
  auto known = devices::find(db, device);
  if (!known) return base::pass_on(known);
  if (!*known) return core::MailboxState{};
  auto first = db.value("SELECT min(seq) FROM deliveries WHERE device = ?", (*known)->id);
  if (!first) return base::pass_on(first);
  return core::MailboxState{base::MailboxSeq(static_cast<std::uint64_t>(first->value_or(0))), (*known)->last_seq};
}

}  // namespace valise::server::store::mailbox
