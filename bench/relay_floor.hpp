// The work on disk that a relay cannot go without, done by SQLCipher alone: a row of 1 KiB in and out again, a durable commit, a
// chunk of an attachment.
#pragma once

#include <filesystem>

#include "bench/relay_load.hpp"

namespace valise::bench {

struct StorageFloor {
  double row_us = 0;         // processor time of one insert and one delete, 64 of each to a commit
  double commit_p50_ms = 0;  // one row, one durable commit
  double commit_p99_ms = 0;
};
// measure_storage_floor works for that time in a new file. Throws std::runtime_error, as below.
[[nodiscard]] StorageFloor measure_storage_floor(const std::filesystem::path& file, Seconds time);

struct ChunkFloor {
  double write_mib_per_second = 0;  // 1 MiB each, durable each
  double read_mib_per_second = 0;
};
[[nodiscard]] ChunkFloor measure_chunk_floor(const std::filesystem::path& file, std::size_t chunks);

}  // namespace valise::bench
