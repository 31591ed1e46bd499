// What a store counts of its own work, for one of its files.
#pragma once

#include "server/metrics/registry.hpp"

namespace valise::server::metrics {

struct StoreMetrics {
  // `database` is "relay" or "attachments".
  StoreMetrics(Registry& registry, Word database);

  Histogram& group_size;
  Histogram& commit_seconds;
  Histogram& sync_seconds;
  // 1 while the last group could be written, 0 since there was no space for one.
  Gauge& writable;
};

}  // namespace valise::server::metrics
