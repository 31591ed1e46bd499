// Places: whether this device can still follow its rooms, whom it is to bring back into them, and what it asked to have repeated
// (docs/design/0021-history-and-repetition.md). Part of a Transaction (client-sdk/store/transaction.hpp).
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

// The order is that of certainty.
enum class DoubtKind : int {
  erased_unread = 1,  // deliveries were; a change of the room may be among them
  ahead = 2,          // others seem to be in a later epoch; anybody can make it seem so
  lost = 3,           // this device does not use its state any more
};
struct Doubt {
  base::RoomId room;
  DoubtKind what{};
  base::RoomSeq after;  // the last number before it
  base::UnixMillis since;
};

// AskedRepetition is what this device has asked the members of a room to repeat, and how much it took of that.
struct AskedRepetition {
  base::RoomSeq after;  // both exclusive
  base::RoomSeq before;
  std::uint64_t taken = 0;
};

// Followed says how far this device has taken in all that the relay numbered in a room and that was for it.
struct Followed {
  base::RoomSeq seq;
  bool sure = true;  // false after a gap, until the next change of the room that this device follows
};

class Places {
 public:
  explicit Places(sql::Database& db) : db_(&db) {}

  // own_seq is the highest number that the relay has given to anything of this device in the room; note_own_seq never lowers it.
  [[nodiscard]] base::Result<base::RoomSeq> own_seq(const base::RoomId& room) const;
  [[nodiscard]] base::Result<> note_own_seq(const base::RoomId& room, base::RoomSeq seq);
  // own_is_sure is false after a ciphertext was given up that the relay may have numbered, until settle_own_seq says how far this
  // device's own numbers go at least.
  [[nodiscard]] base::Result<bool> own_is_sure(const base::RoomId& room) const;
  [[nodiscard]] base::Result<> settle_own_seq(const base::RoomId& room, base::RoomSeq seq);

  [[nodiscard]] base::Result<std::map<base::RoomId, base::RoomSeq>> own_numbers() const;

  // note_followed says that everything up to a number was taken in; note_own_followed, that everything up to what this device
  // said itself was. Neither goes back. unsure_followed makes all rooms begin anew.
  [[nodiscard]] base::Result<Followed> followed(const base::RoomId& room) const;
  [[nodiscard]] base::Result<> note_followed(const base::RoomId& room, base::RoomSeq seq);
  [[nodiscard]] base::Result<> note_own_followed(const base::RoomId& room, base::RoomSeq own);
  [[nodiscard]] base::Result<> unsure_followed();

  // note_doubt keeps the more certain of two, the earlier time and the smaller number.
  [[nodiscard]] base::Result<> note_doubt(const Doubt& doubt);
  [[nodiscard]] base::Result<std::optional<Doubt>> doubt(const base::RoomId& room) const;
  [[nodiscard]] base::Result<std::vector<Doubt>> doubts() const;
  [[nodiscard]] base::Result<> end_doubt(const base::RoomId& room);

  // plea_of gives when a device last asked to be brought back.
  [[nodiscard]] base::Result<std::optional<base::UnixMillis>> plea_of(const base::RoomId& room,
                                                                      const base::DeviceId& device) const;
  [[nodiscard]] base::Result<> note_plea(const base::RoomId& room, const base::DeviceId& device, base::UnixMillis made_at);
  // A readmission is this device's having brought back another; take_readmission says whether there was one, and ends it.
  [[nodiscard]] base::Result<> note_readmission(const base::RoomId& room, const base::DeviceId& device);
  [[nodiscard]] base::Result<bool> take_readmission(const base::RoomId& room, const base::DeviceId& device);

  // member_since gives the number of the change by which a device came into a room; nothing if it was there before this one.
  [[nodiscard]] base::Result<std::optional<base::RoomSeq>> member_since(const base::RoomId& room,
                                                                        const base::DeviceId& device) const;
  [[nodiscard]] base::Result<> note_member_since(const base::RoomId& room, const base::DeviceId& device, base::RoomSeq seq);

  [[nodiscard]] base::Result<std::optional<AskedRepetition>> asked(const base::RoomId& room) const;
  [[nodiscard]] base::Result<> note_asked(const base::RoomId& room, const AskedRepetition& asked);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
