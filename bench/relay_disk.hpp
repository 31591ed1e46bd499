// The disk's own rate of durable writes: what nobody who keeps the promise "durable before acknowledged" can get around.
#pragma once

#include <chrono>
#include <filesystem>

namespace valise::bench {

struct SyncRate {
  double messages_per_second = 0;
  double median_ms = 0;  // of one write with its sync
};

// measure_syncs appends `group` messages of 1 KiB to a new file and calls fdatasync, over and over for that time. Throws
// std::runtime_error.
[[nodiscard]] SyncRate measure_syncs(const std::filesystem::path& file, std::size_t group, std::chrono::duration<double> time);

}  // namespace valise::bench
