// What the relay keeps and decides about, as plain values: no protobuf, no I/O. Bytes of members are opaque to the relay.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace valise::server::core {

using InviteHash = base::BinaryId<struct InviteHashTag, 32>;
using LeafHash = base::BinaryId<struct LeafHashTag, 32>;            // of a log entry, RFC 6962
using ProposalId = base::BinaryId<struct ProposalIdTag, 32>;        // SHA-256 of the proposed statement
using Incarnation = base::BinaryId<struct IncarnationTag, 16>;      // of a relay; another one after it was restored (R7)
using RequestDigest = base::BinaryId<struct RequestDigestTag, 32>;  // tells a repeated request from another one (R6)

// ---- rooms ----

enum class Urgency : std::uint8_t { routine = 1, urgent = 2, emergency = 3 };

// CommitSubmission: docs/PROTOCOL.md, "Rooms". `expected_position` 0 creates the room.
struct CommitSubmission {
  base::RoomId room;
  base::DeviceId submitter;
  base::IdempotencyKey key;
  base::RoomSeq expected_position;
  base::Bytes commit;
  base::Bytes welcome;              // empty: nobody gets one
  std::vector<base::DeviceId> add;  // join the fan-out list and get the Welcome
  std::vector<base::DeviceId> remove;
  std::string authority;  // the submitter's, which pays for what is kept; empty: nobody
};

// AlertWish is what an urgent message says of itself, and what the directory says of the post.
struct AlertWish {
  std::string post;  // address of the post, or the officer, that is to acknowledge
  base::UnixMillis acknowledge_by;
  bool post_exists = false;
  std::vector<base::DeviceId> post_devices;  // active ones of its officers
};

struct MessageSubmission {
  base::RoomId room;
  base::DeviceId submitter;
  base::IdempotencyKey key;
  base::Bytes message;
  Urgency urgency = Urgency::routine;
  std::string authority;           // the submitter's
  std::optional<AlertWish> alert;  // it wants to be acknowledged
  base::RoomSeq settles;           // of the urgent message that this one answers; 0: none
  base::RoomSeq withdraws;         // of the urgent message of the same authority that needs no answer any more; 0: none
  std::vector<std::string> posts;  // with `settles`: the addresses that the submitter speaks for
};

// Submitted is the lasting answer to an accepted submission: a repetition gets the same one (R6).
struct Submitted {
  base::RoomSeq room_seq;
  base::UnixMillis accepted_at;
  friend bool operator==(const Submitted&, const Submitted&) = default;
};
// PositionMoved: the commit came too late; `position` is the room's handshake position now (0: there is no such room).
struct PositionMoved {
  base::RoomSeq position;
  friend bool operator==(const PositionMoved&, const PositionMoved&) = default;
};
using CommitOutcome = std::variant<Submitted, PositionMoved>;

struct RoomInfo {
  base::RoomSeq position;  // of the last commit
  base::RoomSeq last_seq;
  std::vector<base::DeviceId> devices;  // fan-out list, in the order of the ids
  // kept_seq is what last_seq was when the relay was restored from a backup: what had a greater number before that is lost there.
  // Nothing if the room has not been through that.
  std::optional<base::RoomSeq> kept_seq;
  std::optional<base::RoomSeq> own_seq;  // of the last message that was accepted from the device that asks
};

// ---- mailboxes ----

enum class DeliveryKind : std::uint8_t { message = 1, commit = 2, welcome = 3, expired = 4, alert = 5 };

struct Delivery {
  base::MailboxSeq seq;
  DeliveryKind kind = DeliveryKind::message;
  // The rest is zero and empty for `expired`: everything up to `seq` was erased unread.
  base::RoomId room;
  base::RoomSeq room_seq;
  base::Bytes body;  // MLSMessage; of an alert a serialised v1::Alert, and the room is zero where it is not told
  base::UnixMillis accepted_at;
  Urgency urgency = Urgency::routine;
  std::vector<base::DeviceId> added;  // with a commit: the change of the fan-out list
  std::vector<base::DeviceId> removed;
};

struct MailboxState {
  base::MailboxSeq first_seq;  // oldest kept; 0: none
  base::MailboxSeq last_seq;   // newest ever assigned; never decreases
  friend bool operator==(const MailboxState&, const MailboxState&) = default;
};

// ---- key packages ----

struct ClaimSubmission {
  base::DeviceId claimer;
  base::IdempotencyKey key;
  std::vector<base::DeviceId> devices;
  std::string authority;  // the claimer's
};

struct ClaimedKeyPackage {
  base::DeviceId device;
  base::Bytes key_package;  // empty: the device has none
  bool last_resort = false;
  friend bool operator==(const ClaimedKeyPackage&, const ClaimedKeyPackage&) = default;
};

// ---- enrolment ----

struct Invite {
  std::string authority;
  base::UnixMillis expires_at;
  base::Bytes request;  // empty: none submitted yet
};

// ---- proposals ----

struct Proposal {
  ProposalId id;
  std::string authority;
  base::Bytes statement;     // a SignedStatement
  base::Bytes refusal;       // empty: open
  std::uint64_t number = 0;  // given by the store, in the order in which they came
  base::UnixMillis submitted_at;
};

// ---- attachments ----

struct AttachmentInfo {
  base::RoomId room;
  base::DeviceId uploader;
  std::uint64_t size = 0;
  std::uint64_t received = 0;  // from the start without a gap
  bool complete = false;
};

}  // namespace valise::server::core
