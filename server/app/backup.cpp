#include "server/app/backup.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/crypto/private_file.hpp"
#include "keys/directory/log.hpp"
#include "server/app/app_error.hpp"
#include "server/app/backup_time.hpp"
#include "server/app/incarnation.hpp"
#include "server/app/setting.hpp"
#include "server/app/stores.hpp"

namespace valise::server::app {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Result;

constexpr std::string_view kSums = "SHA256SUMS";
constexpr std::string_view kInfo = "backup.toml";
constexpr std::array<const char*, 3> kKeys{"tls.key", "log.key", "database.key"};
constexpr std::int64_t kFormat = 1;

Result<> sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  return synced ? Result<>{} : fail(AppError::cannot_create, folder.string());
}

Result<> make_private_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || ::chmod(folder.c_str(), 0700) != 0) return fail(AppError::cannot_create, folder.string());
  return {};
}

// A backup is plain files: who reads anything else may wait for ever, or read what is elsewhere.
bool is_plain_file(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(fs::symlink_status(file, error));
}

Result<std::string> hash_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  crypto::Sha256 hash;
  base::Bytes some(1 << 20);
  while (in) {
    in.read(reinterpret_cast<char*>(some.data()), static_cast<std::streamsize>(some.size()));
    hash.update(base::ByteView(some).first(static_cast<std::size_t>(in.gcount())));
  }
  if (!in.eof()) return fail(AppError::backup_damaged, file.string());
  return base::to_hex(hash.finish());
}

Result<> copy_small(const fs::path& from, const fs::path& to) {
  constexpr std::size_t limit = 64 * 1024 * 1024;
  auto content = crypto::read_private_file(from, limit, crypto::Permissions::any);
  if (!content) return pass_on(content);
  auto written = crypto::write_private_file(to, *content);
  crypto::wipe(*content);
  return written;
}

// ---- backup.toml and SHA256SUMS ----

std::string text_of(const BackupInfo& info) {
  return "# A backup of a relay of Valise; see docs/operate.md, \"Backup and restore\".\nformat = " + std::to_string(kFormat) +
         "\nmade_at = \"" + info.made_at + "\"\nname = \"" + info.name + "\"\norigin = \"" + info.origin +
         "\"\nlog_entries = " + std::to_string(info.log_entries) + "\nwith_keys = " + (info.with_keys ? "true" : "false") + "\n";
}

bool is_time(std::string_view text) {
  constexpr std::string_view sample = "2000-01-01T00:00:00Z";
  const auto fits = [](char c, char like) { return like >= '0' && like <= '9' ? c >= '0' && c <= '9' : c == like; };
  return std::ranges::equal(text, sample, fits);
}

// What the configuration would not take is in no backup either, and nothing else of the file comes before an operator's eyes.
bool is_allowed(std::string_view key, std::string_view value) {
  Config config;
  return setting_named(key)->set(config, value);
}

Result<BackupInfo> read_info(const fs::path& folder) {
  const auto file = folder / kInfo;
  toml::table table;
  try {
    if (is_plain_file(file)) table = toml::parse_file(file.string());
  } catch (const toml::parse_error&) {
    return fail(AppError::backup_foreign, file.string());
  }
  if (table["format"].value<std::int64_t>() != kFormat) return fail(AppError::backup_foreign, file.string());
  BackupInfo info{.made_at = table["made_at"].value_or(std::string()),
                  .name = table["name"].value_or(std::string()),
                  .origin = table["origin"].value_or(std::string()),
                  .log_entries = table["log_entries"].value_or(std::uint64_t{0}),
                  .with_keys = table["with_keys"].value_or(false)};
  const bool ours = is_time(info.made_at) && is_allowed("name", info.name) && is_allowed("origin", info.origin);
  if (!ours) return fail(AppError::backup_foreign, file.string());
  return info;
}

Result<> write_sums(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  std::string text;
  for (const auto& file : files) {
    auto hash = hash_of(file);
    if (!hash) return pass_on(hash);
    text += *hash + "  " + file.filename().string() + "\n";
  }
  return crypto::write_private_file(folder / kSums, text);
}

Result<std::set<std::string>> files_in(const fs::path& folder) {
  std::set<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!is_plain_file(entry.path())) return fail(AppError::backup_damaged, entry.path().string());
    out.insert(entry.path().filename().string());
  }
  return out;
}

// Every file that is listed must be there as it was, listed once, and no other. Lines are as `sha256sum` writes them.
Result<> check_sums(const fs::path& folder) {
  constexpr std::size_t hash_size = 64;
  constexpr std::string_view gap = "  ";
  const auto sums_file = (folder / kSums).string();
  auto unlisted = files_in(folder);
  if (!unlisted) return pass_on(unlisted);
  if (unlisted->erase(std::string(kSums)) == 0) return fail(AppError::backup_foreign, sums_file);
  std::ifstream sums(sums_file);
  for (std::string line; std::getline(sums, line);) {
    if (line.size() <= hash_size + gap.size() || !std::string_view(line).substr(hash_size).starts_with(gap)) {
      return fail(AppError::backup_damaged, sums_file);
    }
    const auto name = line.substr(hash_size + gap.size());
    if (unlisted->erase(name) == 0) return fail(AppError::backup_damaged, sums_file);
    auto hash = hash_of(folder / name);
    if (!hash || line.substr(0, hash_size) != *hash) return fail(AppError::backup_damaged, (folder / name).string());
  }
  if (!unlisted->empty()) return fail(AppError::backup_damaged, (folder / *unlisted->begin()).string() + ": not listed");
  return {};
}

// ---- making one ----

Result<> copy_keys(const KeyFiles& files, const fs::path& to) {
  const std::pair<fs::path, const char*> keys[] = {
      {files.tls_key, "tls.key"}, {files.log_key, "log.key"}, {files.database_key, "database.key"}};
  for (const auto& [file, name] : keys) {
    if (auto copied = copy_small(file, to / name); !copied) return copied;
  }
  return {};
}

Result<std::uint64_t> replay(store::Inspector& inspector) {
  directory::Log log;
  for (;;) {
    auto entries = inspector.log_entries(base::LogIndex(log.head().size));
    if (!entries) return pass_on(entries);
    if (entries->empty()) return log.head().size;
    for (const auto& entry : *entries) {
      if (auto applied = log.append(entry); !applied) return pass_on(applied);
    }
  }
}

// The configuration names the restored folder's own files, so the copy has the defaults for them.
Config without_key_files(Config config) {
  for (auto* file : {&config.tls_key_file, &config.tls_certificate_file, &config.log_key_file, &config.database_key_file}) {
    file->clear();
  }
  return config;
}

Result<BackupInfo> fill(const Config& config, const fs::path& folder, BackupKeys keys, const base::Clock& clock) {
  const auto files = key_files(config);
  auto inspector = open_inspector(config);
  if (!inspector) return pass_on(inspector);
  if (auto copied = inspector->copy(folder / "relay.db", folder / "attachments.db"); !copied) return pass_on(copied);
  const auto key = load_database_key(files.database_key);
  if (!key) return base::Unexpected(key.error());
  const auto derived = derive_store_keys(*key);
  auto copy = store::Inspector::open(folder / "relay.db", derived.store, folder / "attachments.db", derived.attachments);
  if (!copy) return pass_on(copy);
  auto entries = replay(*copy);
  if (!entries) return pass_on(entries);
  const auto now = std::chrono::system_clock::to_time_t(clock.now());
  BackupInfo info{.made_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)),
                  .name = config.name,
                  .origin = config.origin,
                  .log_entries = *entries,
                  .with_keys = keys == BackupKeys::include};
  auto written = crypto::write_private_file(folder / kInfo, text_of(info));
  if (written) written = crypto::write_private_file(folder / "valised.toml", config_text(without_key_files(config)));
  if (written) written = copy_small(files.tls_certificate, folder / "tls.crt");
  if (written && fs::exists(config.data_dir / "audit.log"))
    written = copy_small(config.data_dir / "audit.log", folder / "audit.log");
  if (written && info.with_keys) written = copy_keys(files, folder);
  if (!written) return pass_on(written);
  return info;
}

}  // namespace

Result<BackupInfo> make_backup(const Config& config, const fs::path& target, BackupKeys keys, const base::Clock& clock) {
  std::error_code error;
  if (fs::exists(target, error)) return fail(AppError::already_there, target.string());
  const fs::path partial = target.string() + ".partial";
  fs::remove_all(partial, error);  // of an earlier one that was interrupted
  if (auto made = make_private_folder(partial); !made) return pass_on(made);
  auto info = fill(config, partial, keys, clock);
  if (info) {
    if (auto summed = write_sums(partial); !summed) info = pass_on(summed);
  }
  if (!info) {
    fs::remove_all(partial, error);
    return info;
  }
  fs::rename(partial, target, error);
  if (error) return fail(AppError::cannot_create, target.string());
  if (auto synced = sync_folder(fs::absolute(target).parent_path()); !synced) return pass_on(synced);
  auto noted = note_backup(config, std::chrono::floor<std::chrono::seconds>(clock.now()));
  if (!noted) return pass_on(noted);
  return info;
}

// ---- backups by name ----

std::string backup_name(const base::Clock& clock) {
  return fmt::format("valise-{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(clock.now())));
}

std::size_t prune_backups(const fs::path& folder, std::size_t keep) {
  std::vector<fs::path> found;
  constexpr std::string_view sample = "valise-20000101T000000Z";
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    if (name.size() == sample.size() && name.starts_with("valise-") && entry.is_directory()) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  std::size_t removed = 0;
  for (; found.size() - removed > keep; ++removed) fs::remove_all(found[removed], error);
  return removed;
}

// ---- reading one ----

Result<BackupInfo> verify_backup(const fs::path& folder, const fs::path& database_key) {
  auto info = read_info(folder);
  if (!info) return info;
  if (auto whole = check_sums(folder); !whole) return pass_on(whole);
  const auto key = load_database_key(info->with_keys ? folder / "database.key" : database_key);
  if (!key) return base::Unexpected(key.error());
  const auto keys = derive_store_keys(*key);
  auto inspector = store::Inspector::open(folder / "relay.db", keys.store, folder / "attachments.db", keys.attachments);
  if (!inspector) return pass_on(inspector);
  if (auto sound = inspector->check(); !sound) return pass_on(sound);
  auto entries = replay(*inspector);
  if (!entries) return pass_on(entries);
  if (*entries != info->log_entries) return fail(AppError::backup_damaged, "directory log");
  return info;
}

Result<BackupInfo> restore_backup(const RestoreOptions& options, base::Random& random) {
  const auto& [backup, data_dir, given] = options;
  std::error_code error;
  if (fs::exists(data_dir, error) && !fs::is_empty(data_dir, error)) return fail(AppError::already_there, data_dir.string());
  auto info = read_info(backup);
  if (!info) return info;
  if (!info->with_keys && given.empty()) return fail(AppError::missing_setting, "--keys: the backup has none");
  const auto keys = info->with_keys ? backup : given;
  if (auto verified = verify_backup(backup, keys / "database.key"); !verified) return verified;
  auto config = load_config(backup / "valised.toml", {});
  if (!config) return pass_on(config);
  config->data_dir = data_dir;
  if (auto made = make_private_folder(data_dir); !made) return pass_on(made);
  for (const auto* key : kKeys) {
    if (auto copied = copy_small(keys / key, data_dir / key); !copied) return pass_on(copied);
  }
  for (const auto* file : {"relay.db", "attachments.db", "tls.crt", "audit.log"}) {
    if (!fs::exists(backup / file)) continue;
    fs::copy_file(backup / file, data_dir / file, error);
    if (error || ::chmod((data_dir / file).c_str(), 0600) != 0) return fail(AppError::cannot_create, (data_dir / file).string());
  }
  if (auto begun = new_incarnation(data_dir, random); !begun) return pass_on(begun);
  if (auto written = crypto::write_private_file(data_dir / "valised.toml", config_text(*config)); !written)
    return pass_on(written);
  if (auto synced = sync_folder(data_dir); !synced) return pass_on(synced);
  return info;
}

}  // namespace valise::server::app
