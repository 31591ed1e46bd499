// Backups: a folder with a consistent copy of a relay, which may be running.
//
//   relay.db, attachments.db   copies under the relay's own database key
//   valised.toml, tls.crt      configuration, certificate
//   audit.log                  what operators did until then
//   tls.key, log.key, database.key   only when asked for: whoever has these and the copies has everything the relay has
//   backup.toml                when, of which relay, how much
//   SHA256SUMS                 of all of these; `sha256sum -c` reads it
//
// A backup appears under its name when it is complete. A relay that was restored has gone back in time: it gets a new
// incarnation, by which clients notice and send again what it does not know any more (R7).
#pragma once

#include "server/app/config.hpp"
#include "server/app/keys.hpp"
#include "server/app/restore_options.hpp"

namespace valise::server::app {

struct BackupInfo {
  std::string made_at;  // RFC 3339, UTC
  std::string name;     // of the relay
  std::string origin;
  std::uint64_t log_entries = 0;
  bool with_keys = false;
};

enum class BackupKeys { leave_out, include };

// make_backup writes a new folder. Fails with already_there, cannot_create, or as the store.
[[nodiscard]] base::Result<BackupInfo> make_backup(const Config& config, const std::filesystem::path& target, BackupKeys keys,
                                                   const base::Clock& clock);

// backup_name gives the name of a backup made now: it sorts by time.
[[nodiscard]] std::string backup_name(const base::Clock& clock);
// prune_backups removes the oldest of those in a folder that have such names, and gives how many.
[[nodiscard]] std::size_t prune_backups(const std::filesystem::path& folder, std::size_t keep);

// verify_backup reads everything in it: sums, every page of both databases, the directory log by the rules of replay. The key is
// the backup's own if it has one, else `database_key`. Fails with backup_damaged, backup_foreign, or as the store and the log.
[[nodiscard]] base::Result<BackupInfo> verify_backup(const std::filesystem::path& folder,
                                                     const std::filesystem::path& database_key);

// restore_backup verifies, then makes a data folder that `valised run` takes. Fails with already_there, missing_setting (no
// keys), cannot_create, or as verify_backup; then the folder is left without a configuration.
[[nodiscard]] base::Result<BackupInfo> restore_backup(const RestoreOptions& options, base::Random& random);

}  // namespace valise::server::app
