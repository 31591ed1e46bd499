// Outbox: the durable queue of messages to send, in order within each room. An item is queued with its content (in Messages);
// when its turn comes it is protected, and the ciphertext is stored with the advanced ratchet before it leaves, so that a crash
// repeats the same bytes under the same idempotency key (R6). Sent items stay for a while: a relay that lost them is given them
// again (R7).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

using OutboxId = base::Strong<struct OutboxIdTag, std::int64_t>;  // ascending in the order queued

// Outgoing is what the layer above queues. The message is in Messages, state queued, sender this device.
struct Outgoing {
  base::RoomId room;
  base::MessageId message;
  base::DeviceId sender;
  base::IdempotencyKey key;
  int urgency = 0;  // as valise.v1.Urgency
  std::optional<base::UnixMillis> acknowledge_by;
  std::string post;                      // who is to acknowledge, or empty
  std::optional<base::RoomSeq> settles;  // the urgent message of the room that this one answers for its post
  base::UnixMillis queued_at;
};

// Protected is an MLS ciphertext and the epoch that it belongs to.
struct Protected {
  base::Bytes ciphertext;
  std::uint64_t epoch = 0;
};

struct OutboxItem : Outgoing {
  OutboxId id;
  std::optional<Protected> protected_form;  // none: yet to be protected
  std::uint32_t attempts = 0;
  base::UnixMillis next_attempt_at;
  std::string last_error;  // of the last attempt, as the layer above keeps reasons (client/kept_reason.hpp)
};

class Outbox {
 public:
  explicit Outbox(sql::Database& db) : db_(&db) {}

  [[nodiscard]] base::Result<OutboxId> enqueue(const Outgoing& outgoing);
  // due gives the first unsent item of each room whose next attempt is not after `now`; order within a room is thereby kept.
  [[nodiscard]] base::Result<std::vector<OutboxItem>> due(base::UnixMillis now) const;
  // waiting gives all unsent items in the order queued.
  [[nodiscard]] base::Result<std::vector<OutboxItem>> waiting() const;
  // waiting_count counts those that people wrote; the rest serves the programs.
  [[nodiscard]] base::Result<std::uint64_t> waiting_count() const;
  [[nodiscard]] base::Result<std::optional<OutboxItem>> find(OutboxId id) const;

  // set_protected stores the ciphertext; in the transaction that stores the ratchet after it.
  [[nodiscard]] base::Result<> set_protected(OutboxId id, const Protected& form);
  // protect_anew drops the ciphertext of an unsent item whose epoch is too old to be read, and gives the item another key.
  [[nodiscard]] base::Result<> protect_anew(OutboxId id, const base::IdempotencyKey& key);
  // note_attempt counts a failed attempt and says when to try again.
  [[nodiscard]] base::Result<> note_attempt(OutboxId id, std::string_view error, base::UnixMillis next_attempt_at);
  // mark_sent ends the item: the message becomes `sent` with its room_seq and the time at which the relay accepted it.
  [[nodiscard]] base::Result<> mark_sent(OutboxId id, base::RoomSeq room_seq, base::UnixMillis accepted_at);
  // give_up ends the item: the message becomes `failed` with the reason, and unread, so that its author finds it.
  [[nodiscard]] base::Result<> give_up(OutboxId id, std::string_view reason);

  // resend_after queues again what was sent to `room` with a room_seq above `last_known`, the last that a restored relay knows;
  // gives the number of those that people wrote. The messages are `queued` again.
  [[nodiscard]] base::Result<std::uint64_t> resend_after(const base::RoomId& room, base::RoomSeq last_known);
  // forget_sent_before erases the ciphertexts of what was accepted before `time`.
  [[nodiscard]] base::Result<std::uint64_t> forget_sent_before(base::UnixMillis time);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
