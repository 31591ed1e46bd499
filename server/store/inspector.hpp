// Inspector: looks at the relay's two files through connections of its own, beside the store that works on them, in this process
// or another. It never writes to them and takes no lock that the store waits for. For one thread at a time.
#pragma once

#include "server/store/sqlcipher_store.hpp"
#include "sql/database.hpp"

namespace valise::server::store {

// Figures: how much lies in the files.
struct Figures {
  std::uint64_t deliveries = 0;            // that wait for their device
  std::optional<base::UnixMillis> oldest;  // of them: when the relay took it
  std::uint64_t attachments = 0;
  std::uint64_t attachment_bytes = 0;  // declared sizes
  std::uint64_t reusable_bytes = 0;    // erased content's space, in both files
};

class Inspector {
 public:
  // open fails with the StoreErrors marked "opening", except in_use; also when there is no such file.
  [[nodiscard]] static base::Result<Inspector> open(const std::filesystem::path& store, const StoreKey& store_key,
                                                    const std::filesystem::path& attachments, const StoreKey& attachments_key);

  // look counts every delivery: about a tenth of a microsecond each.
  [[nodiscard]] base::Result<Figures> look();

  // copy writes each file as it is at one moment, under its own key and without what was erased, into a new file; the store goes
  // on meanwhile. The attachments come second, so that those of all messages copied are there. Both are synced.
  [[nodiscard]] base::Result<> copy(const std::filesystem::path& store, const std::filesystem::path& attachments);
  // check reads everything: every page must be authentic, every structure sound. corrupt.
  [[nodiscard]] base::Result<> check();

  // Of the directory log, for judging a copy.
  [[nodiscard]] base::Result<std::vector<base::Bytes>> log_entries(base::LogIndex first);
  [[nodiscard]] base::Result<std::string> served_head();

 private:
  Inspector(sql::Database store, sql::Database attachments) : store_(std::move(store)), attachments_(std::move(attachments)) {}

  sql::Database store_;
  sql::Database attachments_;
};

enum class StoreFile { store, attachments };

// rekey takes one file from one key to another while nobody works on it: it copies the file under the new key beside it, checks
// the copy and puts it in the file's place. A crash leaves the old file or the new one, never a mixture. A file that is under the
// new key already is left alone. Fails with the StoreErrors marked "opening", and corrupt, full, storage.
[[nodiscard]] base::Result<> rekey(StoreFile which, const std::filesystem::path& path, const StoreKey& before,
                                   const StoreKey& after);

}  // namespace valise::server::store
