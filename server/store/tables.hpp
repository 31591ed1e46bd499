// What the operations of the store share: the connection they run on, what they know, and what they changed. The operations are
// free functions in the namespaces below, one header for each part of the schema; those that write take a Write and run on the
// writer thread inside a transaction, those that read take any connection.
#pragma once

#include <set>

#include "server/core/limits.hpp"
#include "server/store/store.hpp"
#include "sql/database.hpp"

namespace valise::server::store {

// Changes collects the news of a group for the observer. What a refused request put in is harmless: observers look for
// themselves.
struct Changes {
  std::set<base::DeviceId> grown_mailboxes;
  std::optional<std::uint64_t> log_size;
};

struct Write {
  sql::Database& db;
  const core::Limits& limits;
  base::UnixMillis now;
  Changes& changes;
  base::UnixMillis alert_now;  // of core::AlertTime
};

}  // namespace valise::server::store
