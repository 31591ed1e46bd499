// DirectoryLog: this device's copy of the directory log, entry by entry as received. What is in here was verified before it came.
#pragma once

#include <functional>
#include <span>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

class DirectoryLog {
 public:
  explicit DirectoryLog(sql::Database& db) : db_(&db) {}

  // size gives the number of entries kept; they are 0 .. size-1 without a gap.
  [[nodiscard]] base::Result<std::uint64_t> size() const;
  // append adds entries of which the first is entry `first`; fails with log_gap unless first equals size().
  [[nodiscard]] base::Result<> append(base::LogIndex first, std::span<const base::Bytes> entries);
  // for_each visits the entries from `first` in order until there are no more or `visit` fails, whose error it hands on. The view
  // is valid during the call only; `visit` must not write to this store.
  using Visit = std::function<base::Result<>(base::LogIndex index, base::ByteView entry)>;
  [[nodiscard]] base::Result<> for_each(base::LogIndex first, const Visit& visit) const;

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
