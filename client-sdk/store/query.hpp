// How this folder's tables read and write: sql's statements with this folder's errors. Internal to client-sdk/store.
#pragma once

#include <limits>
#include <vector>

#include "client-sdk/store/error.hpp"
#include "keys/crypto/secret_bytes.hpp"
#include "sql/database.hpp"

namespace valise::sdk::store {

// translated gives the same failure as a StoreError; errors of others pass as they are.
[[nodiscard]] base::Error translated(base::Error error);

// execute runs a statement and gives the number of rows that it changed.
template <class... Args>
[[nodiscard]] base::Result<std::uint64_t> execute(sql::Database& db, sql::Sql sql, const Args&... args) {
  auto changed = db.run(sql, args...);
  if (!changed) return base::Unexpected{translated(std::move(changed.error()))};
  return static_cast<std::uint64_t>(*changed);
}
// write is execute for statements whose count says nothing.
template <class... Args>
[[nodiscard]] base::Result<> write(sql::Database& db, sql::Sql sql, const Args&... args) {
  auto changed = execute(db, sql, args...);
  if (!changed) return base::pass_on(changed);
  return {};
}
// write_one fails with not_found unless exactly one row changed.
template <class... Args>
[[nodiscard]] base::Result<> write_one(sql::Database& db, sql::Sql sql, const Args&... args) {
  auto changed = execute(db, sql, args...);
  if (!changed) return base::pass_on(changed);
  if (*changed != 1) return base::fail(StoreError::not_found);
  return {};
}

// read_all gives what `read(rows)` makes of each row.
template <class Read, class... Args>
[[nodiscard]] auto read_all(sql::Database& db, sql::Sql sql, const Read& read, const Args&... args)
    -> base::Result<std::vector<std::invoke_result_t<Read, sql::Rows&>>> {
  std::vector<std::invoke_result_t<Read, sql::Rows&>> out;
  sql::Rows rows = db.query(sql, args...);
  for (;;) {
    auto more = rows.next();
    if (!more) return base::Unexpected{translated(std::move(more.error()))};
    if (!*more) return out;
    out.push_back(read(rows));
  }
}
// read_one gives what `read(rows)` makes of the first row, or nothing when there is none.
template <class Read, class... Args>
[[nodiscard]] auto read_one(sql::Database& db, sql::Sql sql, const Read& read, const Args&... args)
    -> base::Result<std::optional<std::invoke_result_t<Read, sql::Rows&>>> {
  sql::Rows rows = db.query(sql, args...);
  auto more = rows.next();
  if (!more) return base::Unexpected{translated(std::move(more.error()))};
  if (!*more) return std::nullopt;
  return read(rows);
}
// read_number gives the first column of the first row, 0 when there is none.
template <class... Args>
[[nodiscard]] base::Result<std::uint64_t> read_number(sql::Database& db, sql::Sql sql, const Args&... args) {
  auto value = db.value(sql, args...);
  if (!value) return base::Unexpected{translated(std::move(value.error()))};
  return static_cast<std::uint64_t>(value->value_or(0));
}
// only takes the one element of a list of candidates; not_found, ambiguous.
template <class T>
[[nodiscard]] base::Result<T> only(base::Result<std::vector<T>> found) {
  if (!found) return base::pass_on(found);
  if (found->empty()) return base::fail(StoreError::not_found);
  if (found->size() > 1) return base::fail(StoreError::ambiguous);
  return std::move(found->front());
}

// array gives a blob of exactly N bytes (the schema checks sizes), zeros otherwise.
template <std::size_t N>
[[nodiscard]] base::ByteArray<N> array(const sql::Rows& rows, int column) {
  const auto blob = rows.blob(column);
  if (blob.size() != N) return {};
  return base::to_array(base::FixedView<N>(blob.first<N>()));
}
[[nodiscard]] inline std::string text(const sql::Rows& rows, int column) { return std::string(rows.text(column)); }
[[nodiscard]] inline crypto::SecretBytes secret(const sql::Rows& rows, int column) {
  return crypto::SecretBytes::copy_of(rows.blob(column));
}
// secret_array gives a fixed-size secret; a blob of another size (the schema checks sizes) leaves zeros.
template <class SecretType>
[[nodiscard]] SecretType secret_array(const sql::Rows& rows, int column) {
  const auto blob = rows.blob(column);
  return SecretType::make([&](std::span<base::Byte, SecretType::size> out) {
    std::ranges::fill(out, base::Byte{0});
    if (blob.size() == out.size()) std::ranges::copy(blob, out.begin());
  });
}
template <class T>
[[nodiscard]] std::optional<T> optional_id(const sql::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return rows.id<T>(column);
}
[[nodiscard]] inline std::optional<base::UnixMillis> optional_time(const sql::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return rows.time(column);
}
template <class Enum>
[[nodiscard]] Enum enumerator(const sql::Rows& rows, int column) {
  return static_cast<Enum>(rows.integer(column));
}

// storable says whether a number of the relay's fits SQLite's integers, in which order is kept.
[[nodiscard]] constexpr bool storable(std::uint64_t number) {
  return number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

// PrefixRange is the range of blobs of `size` bytes that begin with some hexadecimal digits.
struct PrefixRange {
  base::Bytes first;
  base::Bytes last;
};
inline constexpr std::size_t kShortestPrefix = 4;
// prefix_range fails with not_found for text that is not 4 to 2*size hexadecimal digits.
[[nodiscard]] base::Result<PrefixRange> prefix_range(std::string_view hex, std::size_t size);

}  // namespace valise::sdk::store
