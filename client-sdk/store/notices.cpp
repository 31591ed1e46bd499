#include "client-sdk/store/notices.hpp"

#include <algorithm>

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

// All but the first id are kept in lines: "name value" for an argument, "=id" where the next sentence begins. Line ends in values
// become blanks.
std::string joined(const std::vector<Sentence>& sentences) {
  std::string out;
  for (const auto& sentence : sentences) {
    if (&sentence != &sentences.front()) out += '=' + sentence.id + '\n';
    for (const auto& [name, value] : sentence.arguments) {
      std::string line = value;
      std::ranges::replace(line, '\n', ' ');
      out += name + ' ' + line + '\n';
    }
  }
  return out;
}

std::vector<Sentence> split(std::string first_id, std::string_view lines) {
  if (first_id.empty()) return {};
  std::vector<Sentence> out{{.id = std::move(first_id)}};
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find('\n'));
    const auto blank = std::min(line.find(' '), line.size());
    if (line.starts_with('=')) {
      out.push_back({.id = std::string(line.substr(1))});
    } else {
      out.back().arguments.push_back(
          {std::string(line.substr(0, blank)), std::string(line.substr(std::min(blank + 1, line.size())))});
    }
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
  }
  return out;
}

Notice read_notice(sql::Rows& rows) {
  return Notice{NewNotice{.kind = enumerator<NoticeKind>(rows, 1),
                          .at = rows.time(2),
                          .room = optional_id<base::RoomId>(rows, 3),
                          .text = text(rows, 4),
                          .sentences = split(text(rows, 6), rows.text(7))},
                rows.id<NoticeId>(0), rows.integer(5) != 0};
}

}  // namespace

base::Result<NoticeId> Notices::append(const NewNotice& notice) {
  const auto& said = notice.sentences;
  auto put = write(*db_, "INSERT INTO notices (kind, at, room, text, code, arguments) VALUES (?, ?, ?, ?, ?, ?)",
                   static_cast<int>(notice.kind), notice.at, notice.room, notice.text, said.empty() ? std::string() : said[0].id,
                   joined(said));
  if (!put) return base::pass_on(put);
  return NoticeId(db_->last_insert_id());
}

base::Result<std::vector<Notice>> Notices::list(NoticeFilter filter) const {
  if (filter == NoticeFilter::unseen) return read_all(*db_, "SELECT * FROM notices WHERE seen = 0 ORDER BY id", read_notice);
  return read_all(*db_, "SELECT * FROM notices ORDER BY id", read_notice);
}

base::Result<std::vector<Notice>> Notices::since(NoticeId last) const {
  return read_all(*db_, "SELECT * FROM notices WHERE id > ? ORDER BY id", read_notice, last);
}

base::Result<NoticeId> Notices::newest() const {
  auto id = read_number(*db_, "SELECT coalesce(max(id), 0) FROM notices");
  if (!id) return base::pass_on(id);
  return NoticeId(static_cast<std::int64_t>(*id));
}

base::Result<> Notices::mark_seen(NoticeId last) { return write(*db_, "UPDATE notices SET seen = 1 WHERE id <= ?", last); }

}  // namespace valise::sdk::store
