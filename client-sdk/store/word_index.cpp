#include "client-sdk/store/word_index.hpp"

#include "client-sdk/store/message_row.hpp"

namespace valise::sdk::store {
namespace {

// fts_query writes the terms in FTS5's language. Words hold letters, digits and marks only; quotes would be doubled all the same.
std::string fts_query(const std::vector<SearchTerm>& terms) {
  std::string out;
  for (const SearchTerm& term : terms) {
    if (!out.empty()) out += " AND ";
    out += '"';
    for (const std::string& word : term.words) {
      if (&word != term.words.data()) out += ' ';
      for (const char c : word) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    out += term.whole ? "\"" : "\"*";
  }
  return out;
}

}  // namespace

base::Result<> WordIndex::put(const base::MessageId& message, const base::DeviceId& sender, std::string_view words) {
  auto serial = read_one(
      *db_, "SELECT serial FROM messages WHERE id = ? AND sender = ?", [](sql::Rows& rows) { return rows.integer(0); }, message,
      sender);
  if (!serial) return base::pass_on(serial);
  if (!*serial) return base::fail(StoreError::not_found);
  auto put = write(*db_, "INSERT OR REPLACE INTO message_words (rowid, words) VALUES (?, ?)", **serial, words);
  return put ? write(*db_, "DELETE FROM without_words WHERE serial = ?", **serial) : put;
}

base::Result<std::vector<Message>> WordIndex::unindexed(std::uint64_t limit) const {
  return read_all(*db_, "SELECT messages.* FROM without_words CROSS JOIN messages USING (serial) ORDER BY serial LIMIT ?",
                  read_message, limit);
}

base::Result<std::vector<Message>> WordIndex::search(const std::vector<SearchTerm>& terms, const FoundIn& where,
                                                     Page page) const {
  if (terms.empty()) return std::vector<Message>{};
  return read_all(*db_,
                  "SELECT messages.* FROM message_words JOIN messages ON messages.serial = message_words.rowid "
                  "WHERE message_words MATCH ? AND (?2 IS NULL OR room = ?2) AND (?3 IS NULL OR sender = ?3) AND (?4 IS NULL OR "
                  "sent_at >= ?4) ORDER BY message_words.rowid DESC LIMIT ?5 OFFSET ?6",
                  read_message, fts_query(terms), where.room, where.sender, where.since, page.limit, page.offset);
}

}  // namespace valise::sdk::store
