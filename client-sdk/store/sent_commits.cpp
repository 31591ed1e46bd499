#include "client-sdk/store/sent_commits.hpp"

#include "client-sdk/store/device_list.hpp"
#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

LostCommit read_lost(sql::Rows& rows) {
  return LostCommit{SentCommit{.room = rows.id<base::RoomId>(1),
                               .founding = rows.integer(2) != 0,
                               .room_seq = rows.id<base::RoomSeq>(3),
                               .commit = rows.bytes(5),
                               .welcome = rows.bytes(6),
                               .add = split(rows.blob(7)),
                               .remove = split(rows.blob(8)),
                               .accepted_at = rows.time(9)},
                    rows.id<SentCommitId>(0)};
}

}  // namespace

base::Result<> SentCommits::put(const SentCommit& commit) {
  const auto added = joined(commit.add);
  const auto removed = joined(commit.remove);
  return write(*db_,
               "INSERT INTO sent_commits (room, founding, room_seq, lost, message, welcome, added, removed, accepted_at) "
               "VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?)",
               commit.room, commit.founding ? 1 : 0, commit.room_seq, commit.commit, commit.welcome, added, removed,
               commit.accepted_at);
}

base::Result<std::uint64_t> SentCommits::lose_after(const base::RoomId& room, base::RoomSeq kept) {
  return execute(*db_, "UPDATE sent_commits SET lost = 1 WHERE room = ? AND room_seq > ?", room, kept);
}

base::Result<std::vector<LostCommit>> SentCommits::lost() const {
  return read_all(*db_, "SELECT * FROM sent_commits WHERE lost = 1 ORDER BY id", read_lost);
}

base::Result<> SentCommits::found(SentCommitId id, base::RoomSeq room_seq) {
  return write_one(*db_, "UPDATE sent_commits SET lost = 0, room_seq = ? WHERE id = ?", room_seq, id);
}

base::Result<> SentCommits::forget_before(base::UnixMillis time) {
  return write(*db_, "DELETE FROM sent_commits WHERE accepted_at < ?", time);
}

}  // namespace valise::sdk::store
