// The store in one SQLCipher file, and attachments in another: what a relay of one process uses.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "keys/crypto/secret.hpp"
#include "server/core/limits.hpp"
#include "server/metrics/store_metrics.hpp"
#include "server/store/attachment_store.hpp"
#include "server/store/executor.hpp"
#include "server/store/store.hpp"
#include "sql/file_system.hpp"

namespace valise::server::store {

// StoreKey encrypts a store's file. Two files have two keys.
using StoreKey = crypto::Secret<struct StoreKeyTag, 32>;

struct SqlcipherOptions {
  std::filesystem::path path;
  core::Limits limits;
  const base::Clock* clock = nullptr;  // outlives the store; used on its threads
  // on_fatal is called once, on the writer thread, when writing has failed in a way that leaves the disk's state unknown (R5):
  // the completions have been told StoreError::storage, and the process has to end. It may end it at once.
  std::move_only_function<void(const base::Error&)> on_fatal;
  metrics::StoreMetrics* metrics = nullptr;       // of this file; outlives the store
  sql::FileSystem* files = &sql::system_files();  // outlives the store
  // executor null: a thread that writes and one that reads. Otherwise what is said of these threads holds for the functions that
  // are posted there. It outlives the store.
  Executor* executor = nullptr;
  // log_bytes: when the write-ahead log is longer than this, it is moved into the file.
  std::size_t log_bytes = 40'000 * 1024;
};

// open_store opens or creates a store and starts its threads, if they are its own. Destroying it commits what is waiting and
// completes it. Fails with the StoreErrors marked "opening".
[[nodiscard]] base::Result<std::unique_ptr<Store>> open_store(SqlcipherOptions options, const StoreKey& key);

// open_attachment_store does the same for attachments. `random` makes their ids; it outlives the store and is used on its writer
// thread.
[[nodiscard]] base::Result<std::unique_ptr<AttachmentStore>> open_attachment_store(SqlcipherOptions options, const StoreKey& key,
                                                                                   base::Random& random);

}  // namespace valise::server::store
