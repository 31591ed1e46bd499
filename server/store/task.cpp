#include "server/store/task.hpp"

#include "sql/error.hpp"

namespace valise::server::store {
namespace {

StoreError map(sql::SqlError error) {
  switch (error) {
    case sql::SqlError::wrong_key: return StoreError::wrong_key;
    case sql::SqlError::corrupt: return StoreError::corrupt;
    case sql::SqlError::newer_schema: return StoreError::newer_schema;
    case sql::SqlError::in_use: return StoreError::in_use;
    case sql::SqlError::cannot_open: return StoreError::cannot_open;
    case sql::SqlError::full: return StoreError::full;
    case sql::SqlError::no_memory: return StoreError::overloaded;
    case sql::SqlError::io:
    case sql::SqlError::constraint:
    case sql::SqlError::misuse: return StoreError::storage;
  }
  return StoreError::storage;
}

}  // namespace

bool is_refusal(const base::Error& error) { return error.code.category() == make_error_code(core::Refusal{}).category(); }

base::Error to_store_error(base::Error error) {
  if (error.code.category() == make_error_code(sql::SqlError{}).category()) {
    error.code = map(static_cast<sql::SqlError>(error.code.value()));
  }
  return error;
}

}  // namespace valise::server::store
