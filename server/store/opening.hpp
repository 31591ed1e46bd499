// What both stores do to open their file.
#pragma once

#include "server/store/reader.hpp"
#include "server/store/sqlcipher_store.hpp"
#include "server/store/store_clock.hpp"
#include "sql/gathered_log.hpp"
#include "sql/log_mark.hpp"
#include "sql/timed_files.hpp"

namespace valise::server::store {

// Layers are put over the files that a store is given; members stand on those before them.
struct Layers {
  std::unique_ptr<sql::TimedFiles> timed;  // null where nobody counts
  std::unique_ptr<sql::GatheredLog> gathered;
};

// Opened is a locked file of the newest schema with a connection for writing, one for reading and, where there are threads, one
// for checkpoints.
struct Opened {
  Layers layers;
  std::unique_ptr<sql::FileLock> lock;
  sql::Database writing;
  sql::Database reading;
  std::optional<sql::Database> checkpointing;
  sql::LogMark mark;
  std::unique_ptr<StoreClock> clock;
};

// Layout is what the two files differ in.
struct Layout {
  std::span<const sql::Sql> schema;
  int page_size = 4096;
  sql::Sql latest;  // selects the newest stamp
};

// open_file opens options.path on options.files. Fails with the StoreErrors marked "opening".
[[nodiscard]] base::Result<Opened> open_file(const SqlcipherOptions& options, const StoreKey& key, const Layout& layout);

}  // namespace valise::server::store
