// Meta: the few facts of which a profile has one each: who this device is, which relay it uses, the highest directory head that
// it verified, how far it has emptied its mailbox. Part of a Transaction (client-sdk/store/transaction.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

enum class Enrolment : int {
  pending = 1,   // keys made, the security officer has yet to sign
  complete = 2,  // the device's keys stand in the verified log
};

// Identity is who this device is. Set when an invite is accepted; only `enrolment` changes later.
struct Identity {
  base::DirectoryId directory;
  base::DeviceId device;
  std::string authority;  // "ke-odpp"
  std::string officer;    // "jmwangi"
  std::string label;      // the device's name for people
  Enrolment enrolment = Enrolment::pending;
};

struct RelayAddress {
  std::string address;  // "host:port"
  base::RelayId pin;    // SHA-256 of the relay's TLS public key
  friend bool operator==(const RelayAddress&, const RelayAddress&) = default;
};

// PendingEnrolment is what is needed to send the request again and to read the log until the device is enrolled. The invite's
// secret itself is not kept: the request carries its MAC already.
struct PendingEnrolment {
  base::ByteArray<32> invite_hash{};
  base::Bytes request;  // serialised EnrolmentRequest
  base::UnixMillis expires_at;
  bool submitted = false;
};

// VerifiedHead is the highest head of the directory log that was verified.
struct VerifiedHead {
  std::uint64_t size = 0;
  base::ByteArray<32> root{};
  std::string checkpoint;  // signed note as received
  base::UnixMillis verified_at;
};

// MailboxMark says how far the mailbox was processed, and the highest number that the relay was heard to have assigned (R7).
struct MailboxMark {
  base::MailboxSeq processed;  // 0: nothing yet
  base::MailboxSeq assigned;
};

class Meta {
 public:
  explicit Meta(sql::Database& db) : db_(&db) {}

  [[nodiscard]] base::Result<std::optional<Identity>> identity() const;
  [[nodiscard]] base::Result<> set_identity(const Identity& identity);

  [[nodiscard]] base::Result<std::optional<RelayAddress>> relay() const;
  [[nodiscard]] base::Result<> set_relay(const RelayAddress& relay);

  [[nodiscard]] base::Result<std::optional<PendingEnrolment>> pending_enrolment() const;
  [[nodiscard]] base::Result<> set_pending_enrolment(const PendingEnrolment& pending);
  [[nodiscard]] base::Result<> clear_pending_enrolment();

  [[nodiscard]] base::Result<std::optional<VerifiedHead>> head() const;
  // advance_head refuses a smaller head, and another root at the same size, with head_went_back: a trust failure that the caller
  // has normally found before. The same head again refreshes verified_at and checkpoint.
  [[nodiscard]] base::Result<> advance_head(const VerifiedHead& head);

  [[nodiscard]] base::Result<MailboxMark> mailbox_mark() const;
  // advance_mailbox marks deliveries up to `seq` as processed; in the transaction that stores what they carried. A `seq` at or
  // below the mark fails with mark_went_back: the caller drops such deliveries.
  [[nodiscard]] base::Result<> advance_mailbox(base::MailboxSeq seq);
  // note_assigned remembers the highest number that the relay said it assigned; smaller ones change nothing.
  [[nodiscard]] base::Result<> note_assigned(base::MailboxSeq seq);
  // note_taken remembers the hash of a delivery's bytes; was_taken asks for it; forget_taken_before erases old ones.
  [[nodiscard]] base::Result<> note_taken(const base::ByteArray<32>& hash, base::UnixMillis at);
  [[nodiscard]] base::Result<bool> was_taken(const base::ByteArray<32>& hash) const;
  [[nodiscard]] base::Result<> forget_taken_before(base::UnixMillis time);
  // restart_mailbox accepts that the relay was restored from a backup: both numbers become `seq`, and what comes after that is
  // taken.
  [[nodiscard]] base::Result<> restart_mailbox(base::MailboxSeq seq);

  // setting and set_setting keep small values of the layer above by name (public data, at most 64 KiB); an absent one gives
  // nothing.
  [[nodiscard]] base::Result<std::optional<base::Bytes>> setting(std::string_view name) const;
  [[nodiscard]] base::Result<> set_setting(std::string_view name, base::ByteView value);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
