// Commands that make, judge and take back backups, change the database key, and follow the audit log.
#include <ostream>

#include "keys/crypto/random.hpp"
#include "server/app/app_error.hpp"
#include "server/app/audit_log.hpp"
#include "server/app/backup.hpp"
#include "server/app/commands.hpp"
#include "server/app/init.hpp"
#include "server/app/rekey.hpp"

namespace valise::server::app {
namespace {

int refuse(const base::Error& error, int code, const Streams& streams) {
  streams.err << "valised: " << error.message() << '\n';
  return code;
}

void print(const BackupInfo& info, const std::filesystem::path& folder, const Streams& streams) {
  if (streams.json) {
    streams.out << "{\"backup\":" << json_text(folder.string()) << ",\"made_at\":" << json_text(info.made_at)
                << ",\"name\":" << json_text(info.name) << ",\"log_entries\":" << info.log_entries
                << ",\"with_keys\":" << (info.with_keys ? "true" : "false") << "}\n";
    return;
  }
  streams.out << "backup: " << folder.string() << "\nmade at: " << info.made_at << "\nrelay: " << info.name
              << "\ndirectory entries: " << info.log_entries << "\nkeys: " << (info.with_keys ? "included" : "not included")
              << '\n';
}

}  // namespace

int backup_command(const std::filesystem::path& file, const BackupOptions& options, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  if (options.target.empty() == options.into.empty()) {
    return refuse({.code = AppError::missing_setting, .context = "TARGET, or --into FOLDER"}, kExitConfiguration, streams);
  }
  const base::SystemClock clock;
  const auto target = options.into.empty() ? options.target : options.into / backup_name(clock);
  const auto keys = options.with_keys ? BackupKeys::include : BackupKeys::leave_out;
  auto recorded = audit(config->data_dir, clock, "backup",
                        {{"target", target.string()}, {"keys", options.with_keys ? "included" : "not included"}});
  if (!recorded) return refuse(recorded.error(), kExitFailed, streams);
  const auto made = make_backup(*config, target, keys, clock);
  if (!made) return refuse(made.error(), kExitFailed, streams);
  print(*made, target, streams);
  if (!options.into.empty() && options.keep > 0) {
    const auto removed = prune_backups(options.into, options.keep);
    if (removed > 0) streams.err << "valised: older backups removed: " << removed << '\n';
  }
  if (made->with_keys) streams.err << "valised: whoever has this backup has all the keys of the relay\n";
  return kExitOk;
}

int verify_backup_command(const std::filesystem::path& file, const std::filesystem::path& folder,
                          const std::filesystem::path& database_key, const Streams& streams) {
  auto key = database_key;
  if (key.empty()) {
    const auto config = load_config(file, environment_of_process());
    if (config) key = key_files(*config).database_key;
  }
  const auto info = verify_backup(folder, key);
  if (!info) return refuse(info.error(), kExitFailed, streams);
  print(*info, folder, streams);
  return kExitOk;
}

int restore_command(const RestoreOptions& options, const Streams& streams) {
  crypto::SystemRandom random;
  const base::SystemClock clock;
  auto absolute = options;
  absolute.data_dir = std::filesystem::absolute(options.data_dir).lexically_normal();
  const auto info = restore_backup(absolute, random);
  if (!info) return refuse(info.error(), kExitFailed, streams);
  auto recorded = audit(absolute.data_dir, clock, "restore", {{"backup", options.backup.string()}, {"made-at", info->made_at}});
  if (!recorded) return refuse(recorded.error(), kExitFailed, streams);
  print(*info, options.backup, streams);
  streams.err << "valised: next: look at " << (absolute.data_dir / "valised.toml").string()
              << ", then start the relay; clients send again what it does not know\n";
  return kExitOk;
}

int rekey_command(const std::filesystem::path& file, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  crypto::SystemRandom random;
  const base::SystemClock clock;
  if (auto recorded = audit(config->data_dir, clock, "rekey", {}); !recorded) {
    return refuse(recorded.error(), kExitFailed, streams);
  }
  const auto done = rekey_database(*config, random);
  if (!done) return refuse(done.error(), kExitFailed, streams);
  if (done->in_place) {
    streams.out << (streams.json ? "{\"rekeyed\":true}" : "both databases are under a new key") << '\n';
    return kExitOk;
  }
  streams.out << (streams.json ? "{\"rekeyed\":true,\"key\":" + json_text(pending_key(*config).string()) + "}"
                               : "both databases are under the new key in " + pending_key(*config).string())
              << '\n';
  streams.err << "valised: next: make it the credential or the file of database_key_file, then remove it here\n";
  return kExitOk;
}

int verify_audit_command(const std::filesystem::path& file, const Streams& streams) {
  const auto config = load_config(file, environment_of_process());
  if (!config) return refuse(config.error(), kExitConfiguration, streams);
  const auto chain = verify_audit(config->data_dir);
  if (!chain) return refuse(chain.error(), kExitFailed, streams);
  if (streams.json) {
    streams.out << "{\"lines\":" << chain->lines << ",\"head\":" << json_text(chain->head) << "}\n";
  } else {
    streams.out << "lines: " << chain->lines << "\nhead: " << chain->head << '\n';
  }
  return kExitOk;
}

}  // namespace valise::server::app
