#include "sql/error.hpp"

#include <sqlite3.h>

namespace valise::sql {

SqlError from_sqlite(int extended_code) {
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
    case SQLITE_CONSTRAINT: return SqlError::constraint;
    default: return SqlError::misuse;
  }
}

base::Unexpected fail_sqlite(int extended_code) {
  return base::fail(from_sqlite(extended_code),
                    std::string(sqlite3_errstr(extended_code)) + " (" + std::to_string(extended_code) + ")");
}

}  // namespace valise::sql
