#include "client-sdk/store/notes.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {

base::Result<> Notes::keep(std::string_view name, base::ByteView content) {
  if (content.empty()) return write(*db_, "DELETE FROM notes WHERE name = ?", name);
  return write(*db_,
               "INSERT INTO notes (name, content) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content",
               name, content);
}

base::Result<std::map<std::string, std::string>> Notes::all() const {
  const auto read = [](sql::Rows& rows) { return std::pair(text(rows, 0), base::to_string(rows.blob(1))); };
  auto rows = read_all(*db_, "SELECT name, content FROM notes", read);
  if (!rows) return base::pass_on(rows);
  return std::map<std::string, std::string>(std::make_move_iterator(rows->begin()), std::make_move_iterator(rows->end()));
}

}  // namespace valise::sdk::store
