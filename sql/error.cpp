#include "sql/error.hpp"

#include <sqlite3.h>

namespace valise::sql {

SqlError from_sqlite(int extended_code) {
  // The index of the log could not grow. It is made anew after every crash, so nothing is lost: the disk is full.
  if (extended_code == SQLITE_IOERR_SHMSIZE) return SqlError::full;
  switch (extended_code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return SqlError::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SqlError::in_use;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY: return SqlError::cannot_open;
    case SQLITE_FULL: return SqlError::full;
    case SQLITE_IOERR: return SqlError::io;
    case SQLITE_NOMEM: return SqlError::no_memory;
    case SQLITE_CONSTRAINT: return SqlError::constraint;
    default: return SqlError::misuse;
  }
}

base::Unexpected fail_sqlite(int extended_code) {
  return base::fail(from_sqlite(extended_code),
                    std::string(sqlite3_errstr(extended_code)) + " (" + std::to_string(extended_code) + ")");
}

base::Unexpected fail_last(sqlite3* connection) {
  const int code = sqlite3_extended_errcode(connection);
  const bool wordless = std::string_view(sqlite3_errmsg(connection)) == sqlite3_errstr(SQLITE_ERROR);
  if (code == SQLITE_ERROR && wordless) return base::fail(SqlError::corrupt, "page");
  return fail_sqlite(code);
}

}  // namespace valise::sql
