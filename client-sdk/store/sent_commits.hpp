// SentCommits: the changes of rooms that this device made and the relay accepted, kept as long as a relay may have to be given
// them again (R7): a relay that was restored from a backup does not know what was accepted since. Ciphertexts and public data
// only.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

using SentCommitId = base::Strong<struct SentCommitIdTag, std::int64_t>;  // ascending in the order made

struct SentCommit {
  base::RoomId room;
  bool founding = false;  // it made the room
  base::RoomSeq room_seq;
  base::Bytes commit;
  base::Bytes welcome;
  std::vector<base::DeviceId> add;
  std::vector<base::DeviceId> remove;
  base::UnixMillis accepted_at;
};

struct LostCommit : SentCommit {
  SentCommitId id;
};

class SentCommits {
 public:
  explicit SentCommits(sql::Database& db) : db_(&db) {}

  [[nodiscard]] base::Result<> put(const SentCommit& commit);
  // lose_after marks those of a room with a room_seq above `kept` as lost; gives their number.
  [[nodiscard]] base::Result<std::uint64_t> lose_after(const base::RoomId& room, base::RoomSeq kept);
  // lost gives what is to be sent again, in the order made.
  [[nodiscard]] base::Result<std::vector<LostCommit>> lost() const;
  // found ends that: the relay has it again, under this number.
  [[nodiscard]] base::Result<> found(SentCommitId id, base::RoomSeq room_seq);
  [[nodiscard]] base::Result<> forget_before(base::UnixMillis time);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
