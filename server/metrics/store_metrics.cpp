#include "server/metrics/store_metrics.hpp"

namespace valise::server::metrics {

StoreMetrics::StoreMetrics(Registry& registry, Word database)
    : group_size(registry.histogram("valise_store_group_requests", "Requests that shared one commit.", kGroupSizes,
                                    {{"database", database}})),
      commit_seconds(registry.histogram("valise_store_commit_seconds", "Time of a commit to the disk, its sync included.",
                                        kWorkSeconds, {{"database", database}})),
      sync_seconds(registry.histogram("valise_store_sync_seconds", "Time of one sync of a file to the disk.", kWorkSeconds,
                                      {{"database", database}})),
      writable(registry.gauge("valise_store_writable", "1 while the last group was written, 0 since there was no space for one.",
                              {{"database", database}})) {
  writable.set(1);
}

}  // namespace valise::server::metrics
