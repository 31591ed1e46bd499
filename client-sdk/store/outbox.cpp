#include "client-sdk/store/outbox.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

OutboxItem read_item(sql::Rows& rows) {
  OutboxItem item;
  item.id = rows.id<OutboxId>(0);
  item.room = rows.id<base::RoomId>(1);
  item.message = rows.id<base::MessageId>(2);
  item.sender = rows.id<base::DeviceId>(3);
  item.key = rows.id<base::IdempotencyKey>(4);
  item.urgency = static_cast<int>(rows.integer(5));
  item.acknowledge_by = optional_time(rows, 6);
  item.post = text(rows, 7);
  item.queued_at = rows.time(8);
  if (!rows.is_null(9)) item.protected_form = Protected{rows.bytes(9), rows.number(10)};
  item.attempts = static_cast<std::uint32_t>(rows.integer(11));
  item.next_attempt_at = rows.time(12);
  item.last_error = text(rows, 13);
  item.settles = optional_id<base::RoomSeq>(rows, 16);
  return item;
}

}  // namespace

base::Result<OutboxId> Outbox::enqueue(const Outgoing& outgoing) {
  auto put = write(*db_,
                   "INSERT INTO outbox (room, message, sender, idempotency_key, urgency, acknowledge_by, post, queued_at, "
                   "next_attempt_at, settles) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
                   outgoing.room, outgoing.message, outgoing.sender, outgoing.key, outgoing.urgency, outgoing.acknowledge_by,
                   outgoing.post, outgoing.queued_at, outgoing.settles);
  if (!put) return base::pass_on(put);
  return OutboxId(db_->last_insert_id());
}

base::Result<std::vector<OutboxItem>> Outbox::due(base::UnixMillis now) const {
  return read_all(*db_,
                  "SELECT * FROM outbox WHERE id IN (SELECT min(id) FROM outbox WHERE sent_seq IS NULL GROUP BY room) "
                  "AND next_attempt_at <= ? ORDER BY id",
                  read_item, now);
}

base::Result<std::vector<OutboxItem>> Outbox::waiting() const {
  return read_all(*db_, "SELECT * FROM outbox WHERE sent_seq IS NULL ORDER BY id", read_item);
}

base::Result<std::uint64_t> Outbox::waiting_count() const {
  return read_number(
      *db_,
      "SELECT count(*) FROM outbox JOIN messages ON messages.id = outbox.message AND messages.sender = outbox.sender "
      "WHERE sent_seq IS NULL AND spoken = 1");
}

base::Result<std::optional<OutboxItem>> Outbox::find(OutboxId id) const {
  return read_one(*db_, "SELECT * FROM outbox WHERE id = ?", read_item, id);
}

base::Result<> Outbox::set_protected(OutboxId id, const Protected& form) {
  return write_one(*db_, "UPDATE outbox SET ciphertext = ?, epoch = ? WHERE id = ? AND sent_seq IS NULL", form.ciphertext,
                   form.epoch, id);
}

base::Result<> Outbox::protect_anew(OutboxId id, const base::IdempotencyKey& key) {
  return write_one(
      *db_, "UPDATE outbox SET ciphertext = NULL, epoch = NULL, idempotency_key = ? WHERE id = ? AND sent_seq IS NULL", key, id);
}

base::Result<> Outbox::note_attempt(OutboxId id, std::string_view error, base::UnixMillis next_attempt_at) {
  return write_one(*db_, "UPDATE outbox SET attempts = attempts + 1, last_error = ?, next_attempt_at = ? WHERE id = ?", error,
                   next_attempt_at, id);
}

base::Result<> Outbox::mark_sent(OutboxId id, base::RoomSeq room_seq, base::UnixMillis accepted_at) {
  if (!storable(room_seq.value())) return base::fail(StoreError::invalid_value, "room sequence");
  auto marked = write_one(*db_, "UPDATE outbox SET sent_seq = ?, sent_at = ?, last_error = '' WHERE id = ? AND sent_seq IS NULL",
                          room_seq, accepted_at, id);
  if (!marked) return marked;
  return write_one(*db_,
                   "UPDATE messages SET state = 2, room_seq = ?, received_at = ?, reason = '' "
                   "WHERE (id, sender) = (SELECT message, sender FROM outbox WHERE id = ?)",
                   room_seq, accepted_at, id);
}

base::Result<> Outbox::give_up(OutboxId id, std::string_view reason) {
  auto failed = write_one(*db_,
                          "UPDATE messages SET state = 4, reason = ?, read = 1 - spoken "
                          "WHERE (id, sender) = (SELECT message, sender FROM outbox WHERE id = ? AND sent_seq IS NULL)",
                          reason, id);
  if (!failed) return failed;
  return write_one(*db_, "DELETE FROM outbox WHERE id = ?", id);
}

base::Result<std::uint64_t> Outbox::resend_after(const base::RoomId& room, base::RoomSeq last_known) {
  auto lost = read_number(*db_,
                          "SELECT count(*) FROM outbox JOIN messages ON messages.id = outbox.message AND "
                          "messages.sender = outbox.sender WHERE outbox.room = ? AND sent_seq > ? AND spoken = 1",
                          room, last_known);
  if (!lost) return lost;
  auto requeued = write(*db_,
                        "UPDATE messages SET state = 1, room_seq = NULL "
                        "WHERE (id, sender) IN (SELECT message, sender FROM outbox WHERE room = ? AND sent_seq > ?)",
                        room, last_known);
  if (!requeued) return base::pass_on(requeued);
  auto again = write(
      *db_, "UPDATE outbox SET sent_seq = NULL, sent_at = NULL, next_attempt_at = queued_at WHERE room = ? AND sent_seq > ?",
      room, last_known);
  if (!again) return base::pass_on(again);
  return lost;
}

base::Result<std::uint64_t> Outbox::forget_sent_before(base::UnixMillis time) {
  return execute(*db_, "DELETE FROM outbox WHERE sent_seq IS NOT NULL AND sent_at < ?", time);
}

}  // namespace valise::sdk::store
