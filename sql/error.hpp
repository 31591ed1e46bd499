// SqlError: what a database operation can fail with. Few values, because callers decide by them; the extended SQLite code stands
// in the error's context as SQLite's own constant text, never a statement's values.
#pragma once

#include "base/result.hpp"

struct sqlite3;

namespace valise::sql {

enum class SqlError {
  wrong_key = 1,  // no page of the file can be authenticated with this key
  corrupt,        // the key fits, but the file is damaged
  newer_schema,   // written by a later version of this program
  in_use,         // another process or connection holds it
  cannot_open,    // no such file or folder, or no permission
  full,           // no space; nothing was written
  io,             // reading, writing or syncing failed
  constraint,     // a uniqueness or other rule of the schema refused it
  no_memory,      // nothing was written
  misuse,         // a bug of the caller: wrong statement, too large a value
};
constexpr std::string_view describe(SqlError error) {
  switch (error) {
    case SqlError::wrong_key: return "the key does not open this database";
    case SqlError::corrupt: return "the database is damaged";
    case SqlError::newer_schema: return "the database was written by a newer version of this program";
    case SqlError::in_use: return "the database is in use by another process";
    case SqlError::cannot_open: return "the database cannot be opened";
    case SqlError::full: return "there is no space left for the database";
    case SqlError::io: return "the database cannot be read or written";
    case SqlError::constraint: return "the database refuses this value";
    case SqlError::no_memory: return "there is no memory left for the database";
    case SqlError::misuse: return "the database was used wrongly";
  }
  return "database failure";
}

// from_sqlite maps an (extended) result code of SQLite.
[[nodiscard]] SqlError from_sqlite(int extended_code);
// fail_sqlite makes the failing Result for a result code.
[[nodiscard]] base::Unexpected fail_sqlite(int extended_code);
// fail_last makes the failing Result for the last error of a connection. It also knows the way in which SQLCipher reports pages
// that cannot be authenticated: a plain SQLITE_ERROR without a message of its own.
[[nodiscard]] base::Unexpected fail_last(sqlite3* connection);

}  // namespace valise::sql

VALISE_ERROR_ENUM(valise::sql, SqlError, "sql")
