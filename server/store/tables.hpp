// What the operations of the store share: the connection they run on, what they know, and what they changed. The operations are
// free functions in the namespaces below, one header for each part of the schema; those that write take a Write and run on the
// writer thread inside a transaction, those that read take any connection.
#pragma once

#include <set>

#include "server/core/limits.hpp"
#include "server/store/ledger.hpp"
#include "server/store/store.hpp"
#include "sql/database.hpp"

namespace valise::server::store {

// Changes collects the news of a group for the observer. What a refused request put in is harmless where observers look for
// themselves; what they take as it is (`came`) is taken back.
struct Changes {
  std::set<base::DeviceId> grown_mailboxes;
  std::vector<NewDelivery> came;
  std::size_t came_bytes = 0;
  std::optional<std::uint64_t> log_size;

  void take_back(std::size_t count) {
    for (; came.size() > count; came.pop_back()) came_bytes -= came.back().delivery.body.size();
  }
};

struct Write {
  sql::Database& db;
  const core::Limits& limits;
  base::UnixMillis now;
  Changes& changes;
  Ledger& ledger;
  base::UnixMillis alert_now;  // of core::AlertTime
};

}  // namespace valise::server::store
