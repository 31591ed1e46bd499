// Rooms: what this device knows about each room, the MLS state of its group, the per-sender chains, and a commit that waits for
// the relay's answer. MLS state is secret; it is replaced, never kept in two versions, and overwritten when replaced
// (secure_delete).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "keys/crypto/secret_bytes.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

enum class Membership : int {
  creating = 1,  // the first commit is not accepted yet
  member = 2,
  removed = 3,     // history only
  state_lost = 4,  // the MLS state cannot be used any more; a member must remove and add this device
};

// Room is one row; `state`, `subject` and `participants` are a cache of what the group's context says.
struct Room {
  base::RoomId id;
  Membership membership = Membership::member;
  std::string subject;
  base::Bytes state;  // serialised RoomState
  std::uint64_t epoch = 0;
  base::RoomSeq handshake_position;  // room_seq of the last commit processed; 0: none
  base::RoomSeq last_seq;            // highest room_seq seen
  base::UnixMillis created_at;
  base::UnixMillis active_at;                            // last message or change, for sorting
  base::UnixMillis own_update_at;                        // when this device last renewed its leaf
  std::uint64_t own_counter = 0;                         // sender_counter of this device's last message
  std::optional<base::ByteArray<32>> own_previous_hash;  // hash of this device's last Content
  std::uint64_t joined_epoch = 0;                        // the first that this device can read, of those since it joined last
};

// GroupPart divides the MLS state by how often it changes, so that a message rewrites only the small part.
enum class GroupPart : int { epoch = 0, ratchet = 1 };

// SenderChain is the last message seen of one sender in one room.
struct SenderChain {
  base::DeviceId sender;
  std::uint64_t counter = 0;
  base::ByteArray<32> hash{};
};

// KeptUp says that a room in this epoch was as a directory of this size says, and stays so until a guest's time is over.
struct KeptUp {
  std::uint64_t epoch = 0;
  std::uint64_t directory = 0;
  std::optional<base::UnixMillis> until = {};

  bool operator==(const KeptUp&) const = default;
};

// PendingCommit is a commit of this device that was, or is about to be, submitted; it survives a crash, and the same bytes with
// the same key are submitted again (R6). At most one per room.
struct PendingCommit {
  base::RoomId room;
  base::IdempotencyKey key;
  base::RoomSeq expected_position;  // 0 creates the room
  base::Bytes commit;
  base::Bytes welcome;  // empty: nobody is added
  std::vector<base::DeviceId> add;
  std::vector<base::DeviceId> remove;
  crypto::SecretBytes next_state;  // group after the commit, as client-sdk/mls serialises it
  base::UnixMillis made_at;
};

class Rooms {
 public:
  explicit Rooms(sql::Database& db) : db_(&db) {}

  // put inserts the room or replaces what is known of it; its group, chains and messages stay.
  [[nodiscard]] base::Result<> put(const Room& room);
  [[nodiscard]] base::Result<std::optional<Room>> find(const base::RoomId& id) const;
  // list gives all rooms, the most recently active first.
  [[nodiscard]] base::Result<std::vector<Room>> list() const;
  [[nodiscard]] base::Result<std::uint64_t> count() const;
  // with_prefix finds the one room whose id begins with these hexadecimal digits (at least 4); not_found, ambiguous.
  [[nodiscard]] base::Result<Room> with_prefix(std::string_view hex) const;

  // save_group replaces one part of the group's state. The room must exist.
  [[nodiscard]] base::Result<> save_group(const base::RoomId& room, GroupPart part, const crypto::SecretBytes& state);
  [[nodiscard]] base::Result<std::optional<crypto::SecretBytes>> load_group(const base::RoomId& room, GroupPart part) const;
  // erase_group removes all parts, e.g. after this device was removed from the room.
  [[nodiscard]] base::Result<> erase_group(const base::RoomId& room);

  [[nodiscard]] base::Result<std::optional<SenderChain>> sender_chain(const base::RoomId& room,
                                                                      const base::DeviceId& sender) const;
  [[nodiscard]] base::Result<> set_sender_chain(const base::RoomId& room, const SenderChain& chain);
  // forget_sender_chains lets the senders of a room, or of all rooms, continue anywhere: after a time in which messages passed
  // this device by for a known reason.
  [[nodiscard]] base::Result<> forget_sender_chains(const base::RoomId& room);
  [[nodiscard]] base::Result<> forget_sender_chains();
  [[nodiscard]] base::Result<> forget_sender_chain(const base::RoomId& room, const base::DeviceId& sender);

  // Lost members are devices of a room that cannot follow it any more: to be removed and added again in one commit.
  [[nodiscard]] base::Result<> note_lost_member(const base::RoomId& room, const base::DeviceId& device);
  [[nodiscard]] base::Result<std::vector<base::DeviceId>> lost_members(const base::RoomId& room) const;
  [[nodiscard]] base::Result<> forget_lost_member(const base::RoomId& room, const base::DeviceId& device);

  // set_kept_up lasts until it is set again, or a lost member is noted.
  [[nodiscard]] base::Result<> set_kept_up(const base::RoomId& room, const KeptUp& state);
  [[nodiscard]] base::Result<std::map<base::RoomId, KeptUp>> kept_up() const;

  // put_pending_commit fails with constraint if the room has one already.
  [[nodiscard]] base::Result<> put_pending_commit(const PendingCommit& commit);
  [[nodiscard]] base::Result<std::optional<PendingCommit>> pending_commit(const base::RoomId& room) const;
  [[nodiscard]] base::Result<std::vector<base::RoomId>> rooms_with_pending_commit() const;
  [[nodiscard]] base::Result<> erase_pending_commit(const base::RoomId& room);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
