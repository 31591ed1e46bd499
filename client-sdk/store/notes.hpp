// Notes: what a person is writing and has not sent, by name.
#pragma once

#include <map>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

class Notes {
 public:
  explicit Notes(sql::Database& db) : db_(&db) {}

  // keep replaces the note of this name; an empty one is forgotten.
  [[nodiscard]] base::Result<> keep(std::string_view name, base::ByteView content);
  [[nodiscard]] base::Result<std::map<std::string, std::string>> all() const;

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
