// StoreError: what can go wrong with a profile folder or the database in it. Contexts name files and tables, never their content.
#pragma once

#include "base/result.hpp"

namespace valise::sdk::store {

enum class StoreError {
  no_profile = 1,
  profile_exists,
  unsafe_folder,
  held,
  wrong_key,
  corrupt,
  newer_schema,
  disk,
  not_found,
  ambiguous,
  constraint,
  log_gap,
  head_went_back,
  mark_went_back,
  invalid_value,
};
constexpr std::string_view describe(StoreError error) {
  switch (error) {
    case StoreError::no_profile: return "there is no profile in this folder";
    case StoreError::profile_exists: return "there is a profile in this folder already";
    case StoreError::unsafe_folder: return "the profile folder must belong to this user and be closed to others (mode 0700)";
    case StoreError::held: return "another process is using this profile";
    case StoreError::wrong_key: return "the key does not open the database, or the database is damaged at its start";
    case StoreError::corrupt: return "the database is damaged";
    case StoreError::newer_schema: return "the database was written by a newer version of this program";
    case StoreError::disk: return "the disk refused a read or a write";
    case StoreError::not_found: return "there is no such entry";
    case StoreError::ambiguous: return "more than one entry begins like this";
    case StoreError::constraint: return "the entry contradicts what is stored";
    case StoreError::log_gap: return "the log entries do not follow those that are stored";
    case StoreError::head_went_back: return "the directory head is older than, or differs from, one that was verified before";
    case StoreError::mark_went_back: return "the mailbox position would go back";
    case StoreError::invalid_value: return "a stored value is not valid";
  }
  return "storage failure";
}

}  // namespace valise::sdk::store

VALISE_ERROR_ENUM(valise::sdk::store, StoreError, "store")
