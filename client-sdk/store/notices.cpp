#include "client-sdk/store/notices.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

Notice read_notice(sql::Rows& rows) {
  return Notice{NewNotice{.kind = enumerator<NoticeKind>(rows, 1),
                          .at = rows.time(2),
                          .room = optional_id<base::RoomId>(rows, 3),
                          .text = text(rows, 4)},
                rows.id<NoticeId>(0), rows.integer(5) != 0};
}

}  // namespace

base::Result<NoticeId> Notices::append(const NewNotice& notice) {
  auto put = write(*db_, "INSERT INTO notices (kind, at, room, text) VALUES (?, ?, ?, ?)", static_cast<int>(notice.kind),
                   notice.at, notice.room, notice.text);
  if (!put) return base::pass_on(put);
  return NoticeId(db_->last_insert_id());
}

base::Result<std::vector<Notice>> Notices::list(NoticeFilter filter) const {
  if (filter == NoticeFilter::unseen) return read_all(*db_, "SELECT * FROM notices WHERE seen = 0 ORDER BY id", read_notice);
  return read_all(*db_, "SELECT * FROM notices ORDER BY id", read_notice);
}

base::Result<> Notices::mark_seen(NoticeId last) { return write(*db_, "UPDATE notices SET seen = 1 WHERE id <= ?", last); }

}  // namespace valise::sdk::store
