// StoreError: why the store could not do or say something. A refusal by the rules is a core::Refusal instead.
#pragma once

#include "base/result.hpp"

namespace valise::server::store {

enum class StoreError {
  storage = 1,   // writing failed: nothing was acknowledged, the relay is ending (R5)
  full,          // no space: writes are refused, reading goes on
  overloaded,    // too many requests are waiting, or there is no memory; try again
  stopped,       // the store is closing or was closed
  wrong_key,     // opening
  corrupt,       // opening or reading: the file is damaged
  newer_schema,  // opening: written by a newer version of the relay
  in_use,        // opening: another process works on it
  cannot_open,   // opening: no such folder, no permission
};
constexpr std::string_view describe(StoreError error) {
  switch (error) {
    case StoreError::storage: return "the store cannot be written";
    case StoreError::full: return "there is no space left for the store";
    case StoreError::overloaded: return "the store has too much waiting";
    case StoreError::stopped: return "the store is closed";
    case StoreError::wrong_key: return "the key does not open this store";
    case StoreError::corrupt: return "the store is damaged";
    case StoreError::newer_schema: return "the store was written by a newer version of the relay";
    case StoreError::in_use: return "another process works on this store";
    case StoreError::cannot_open: return "the store cannot be opened";
  }
  return "store failure";
}

}  // namespace valise::server::store

VALISE_ERROR_ENUM(valise::server::store, StoreError, "store")
