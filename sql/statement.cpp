#include "sql/statement.hpp"

#include <sqlite3.h>

#include <utility>

#include "sql/error.hpp"

namespace valise::sql {

Rows Rows::failed(base::Error error) {
  Rows rows(nullptr);
  rows.failure_ = std::move(error);
  return rows;
}

Rows::Rows(Rows&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), failure_(std::exchange(other.failure_, std::nullopt)) {}

Rows::~Rows() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

base::Result<bool> Rows::next() {
  if (failure_) return base::Unexpected(*failure_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  failure_ = fail_last(sqlite3_db_handle(statement_)).error();
  return base::Unexpected(*failure_);
}

void Rows::note(int code) {
  if (code != SQLITE_OK && !failure_) failure_ = fail_sqlite(code).error();
}

bool Rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

base::ByteView Rows::blob(int column) const {
  const auto* data = static_cast<const base::Byte*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Rows::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Rows::bind_null(int index) { note(sqlite3_bind_null(statement_, index)); }
void Rows::bind_integer(int index, std::int64_t value) { note(sqlite3_bind_int64(statement_, index, value)); }

void Rows::bind_text(int index, std::string_view value) {
  const char* data = value.empty() ? "" : value.data();  // a null pointer would bind NULL
  note(sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Rows::bind_blob(int index, base::ByteView value) {
  if (value.empty()) return note(sqlite3_bind_zeroblob(statement_, index, 0));
  note(sqlite3_bind_blob64(statement_, index, value.data(), value.size(), SQLITE_STATIC));
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

bool Statement::running() const { return sqlite3_stmt_busy(statement_.get()) != 0; }

Rows Statement::already_running() {
  return Rows::failed(base::fail(SqlError::misuse, "the statement is already running").error());
}

}  // namespace valise::sql
