#include "client-sdk/store/query.hpp"

#include "base/text_encoding.hpp"
#include "sql/error.hpp"

namespace valise::sdk::store {
namespace {

StoreError store_error(sql::SqlError error) {
  switch (error) {
    case sql::SqlError::wrong_key: return StoreError::wrong_key;
    case sql::SqlError::corrupt: return StoreError::corrupt;
    case sql::SqlError::newer_schema: return StoreError::newer_schema;
    case sql::SqlError::in_use: return StoreError::held;
    case sql::SqlError::cannot_open:
    case sql::SqlError::full:
    case sql::SqlError::no_memory:
    case sql::SqlError::io: return StoreError::disk;
    case sql::SqlError::constraint: return StoreError::constraint;
    case sql::SqlError::misuse: return StoreError::invalid_value;
  }
  return StoreError::disk;
}

std::string padded(std::string_view hex, std::size_t digits, char filler) {
  std::string text(hex);
  text.resize(digits, filler);
  return text;
}

}  // namespace

base::Error translated(base::Error error) {
  if (error.code.category() == make_error_code(sql::SqlError::corrupt).category()) {
    error.code = store_error(static_cast<sql::SqlError>(error.code.value()));
  }
  return error;
}

base::Result<PrefixRange> prefix_range(std::string_view hex, std::size_t size) {
  const auto digits = 2 * size;
  if (hex.size() < kShortestPrefix || hex.size() > digits) return base::fail(StoreError::not_found);
  auto first = base::parse_hex(padded(hex, digits, '0'));
  auto last = base::parse_hex(padded(hex, digits, 'f'));
  if (!first || !last) return base::fail(StoreError::not_found);
  return PrefixRange{std::move(*first), std::move(*last)};
}

}  // namespace valise::sdk::store
