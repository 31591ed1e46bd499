#include "client-sdk/store/meta.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

base::Result<> check_advance(const VerifiedHead& from, const VerifiedHead& to) {
  const bool back = to.size < from.size || (to.size == from.size && to.root != from.root);
  if (back) return base::fail(StoreError::head_went_back, "size " + std::to_string(to.size));
  return {};
}

}  // namespace

base::Result<std::optional<Identity>> Meta::identity() const {
  const auto read = [](sql::Rows& rows) {
    return Identity{.directory = rows.id<base::DirectoryId>(0),
                    .device = rows.id<base::DeviceId>(1),
                    .authority = text(rows, 2),
                    .officer = text(rows, 3),
                    .label = text(rows, 4),
                    .enrolment = enumerator<Enrolment>(rows, 5)};
  };
  return read_one(*db_, "SELECT directory, device, authority, officer, label, enrolment FROM identity", read);
}

base::Result<> Meta::set_identity(const Identity& identity) {
  return write(*db_, "INSERT OR REPLACE INTO identity VALUES (1, ?, ?, ?, ?, ?, ?)", identity.directory, identity.device,
               identity.authority, identity.officer, identity.label, static_cast<int>(identity.enrolment));
}

base::Result<std::optional<RelayAddress>> Meta::relay() const {
  const auto read = [](sql::Rows& rows) { return RelayAddress{text(rows, 0), rows.id<base::RelayId>(1)}; };
  return read_one(*db_, "SELECT address, pin FROM relay", read);
}

base::Result<> Meta::set_relay(const RelayAddress& relay) {
  return write(*db_, "INSERT OR REPLACE INTO relay VALUES (1, ?, ?)", relay.address, relay.pin);
}

base::Result<std::optional<PendingEnrolment>> Meta::pending_enrolment() const {
  const auto read = [](sql::Rows& rows) {
    return PendingEnrolment{array<32>(rows, 0), rows.bytes(1), rows.time(2), rows.integer(3) != 0};
  };
  return read_one(*db_, "SELECT invite_hash, request, expires_at, submitted FROM pending_enrolment", read);
}

base::Result<> Meta::set_pending_enrolment(const PendingEnrolment& pending) {
  return write(*db_, "INSERT OR REPLACE INTO pending_enrolment VALUES (1, ?, ?, ?, ?)", pending.invite_hash, pending.request,
               pending.expires_at, pending.submitted);
}

base::Result<> Meta::clear_pending_enrolment() { return write(*db_, "DELETE FROM pending_enrolment"); }

base::Result<std::optional<VerifiedHead>> Meta::head() const {
  const auto read = [](sql::Rows& rows) { return VerifiedHead{rows.number(0), array<32>(rows, 1), text(rows, 2), rows.time(3)}; };
  return read_one(*db_, "SELECT size, root, checkpoint, verified_at FROM head", read);
}

base::Result<> Meta::advance_head(const VerifiedHead& to) {
  if (!storable(to.size)) return base::fail(StoreError::invalid_value, "head");
  auto from = head();
  if (!from) return base::pass_on(from);
  if (*from) {
    if (auto allowed = check_advance(**from, to); !allowed) return allowed;
  }
  return write(*db_, "INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?)", to.size, to.root, to.checkpoint, to.verified_at);
}

base::Result<MailboxMark> Meta::mailbox_mark() const {
  const auto read = [](sql::Rows& rows) { return MailboxMark{rows.id<base::MailboxSeq>(0), rows.id<base::MailboxSeq>(1)}; };
  auto mark = read_one(*db_, "SELECT processed, assigned FROM mailbox", read);
  if (!mark) return base::pass_on(mark);
  return mark->value_or(MailboxMark{});
}

base::Result<> Meta::advance_mailbox(base::MailboxSeq seq) {
  if (!storable(seq.value())) return base::fail(StoreError::invalid_value, "mailbox position");
  auto changed = execute(*db_, "UPDATE mailbox SET processed = ?1, assigned = max(assigned, ?1) WHERE processed < ?1", seq);
  if (!changed) return base::pass_on(changed);
  if (*changed == 0) return base::fail(StoreError::mark_went_back);
  return {};
}

base::Result<> Meta::note_assigned(base::MailboxSeq seq) {
  if (!storable(seq.value())) return base::fail(StoreError::invalid_value, "mailbox position");
  return write(*db_, "UPDATE mailbox SET assigned = max(assigned, ?)", seq);
}

base::Result<> Meta::note_taken(const base::ByteArray<32>& hash, base::UnixMillis at) {
  return write(*db_, "INSERT OR REPLACE INTO taken VALUES (?, ?)", hash, at);
}

base::Result<bool> Meta::was_taken(const base::ByteArray<32>& hash) const {
  auto found = read_one(*db_, "SELECT 1 FROM taken WHERE hash = ?", [](sql::Rows&) { return true; }, hash);
  if (!found) return base::pass_on(found);
  return found->has_value();
}

base::Result<> Meta::forget_taken_before(base::UnixMillis time) { return write(*db_, "DELETE FROM taken WHERE at < ?", time); }

base::Result<> Meta::restart_mailbox(base::MailboxSeq seq) {
  if (!storable(seq.value())) return base::fail(StoreError::invalid_value, "mailbox position");
  return write(*db_, "UPDATE mailbox SET processed = ?1, assigned = ?1", seq);
}

base::Result<std::optional<base::Bytes>> Meta::setting(std::string_view name) const {
  return read_one(*db_, "SELECT value FROM settings WHERE name = ?", [](sql::Rows& rows) { return rows.bytes(0); }, name);
}

base::Result<> Meta::set_setting(std::string_view name, base::ByteView value) {
  return write(*db_, "INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value);
}

}  // namespace valise::sdk::store
