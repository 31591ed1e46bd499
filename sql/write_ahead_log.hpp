// Where a write-ahead log ends: SQLite's format (sqlite.org/fileformat2.html, section 4), read without SQLite. SQLite takes
// whatever does not fit its checksums for the end of the log and says nothing, which is right after a power cut and wrong after
// damage; this tells the caller where that end is.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"

namespace valise::sql {

struct LogEnd {
  std::uint32_t salt1 = 0;   // grows by one each time the log begins anew
  std::uint32_t salt2 = 0;   // random
  std::uint32_t frames = 0;  // pages up to the last whole transaction
  friend bool operator==(const LogEnd&, const LogEnd&) = default;
};

// parse_log_header gives the salts (with 0 frames) of the first 32 bytes; nothing when they are not a log's.
[[nodiscard]] std::optional<LogEnd> parse_log_header(base::ByteView header);
// find_log_end reads a whole log; nothing when it has no valid header.
[[nodiscard]] std::optional<LogEnd> find_log_end(base::ByteView log);

}  // namespace valise::sql
