#include "server/app/rekey.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "server/app/app_error.hpp"
#include "server/store/inspector.hpp"

namespace valise::server::app {
namespace {

using base::Result;

Result<> put_in_place(const std::filesystem::path& next, const std::filesystem::path& key) {
  std::error_code failed;
  std::filesystem::rename(next, key, failed);
  if (failed) return base::fail(AppError::cannot_create, key.string());
  const int folder = ::open(key.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  return synced ? Result<>{} : base::fail(AppError::cannot_create, key.string());
}

Result<> both(const Config& config, const StoreKeys& before, const StoreKeys& after) {
  auto done = store::rekey(store::StoreFile::store, config.database(), before.store, after.store);
  if (!done) return done;
  return store::rekey(store::StoreFile::attachments, config.attachments(), before.attachments, after.attachments);
}

}  // namespace

std::filesystem::path pending_key(const Config& config) { return config.data_dir / "database.key.next"; }

bool rekey_pending(const Config& config) {
  std::error_code unknown;
  return std::filesystem::exists(pending_key(config), unknown);
}

Result<Rekeyed> rekey_database(const Config& config, base::Random& random) {
  const auto file = key_files(config).database_key;
  const auto next = pending_key(config);
  const auto before = load_database_key(file);
  if (!before) return base::Unexpected(before.error());
  const auto old_keys = derive_store_keys(*before);
  if (!rekey_pending(config)) {
    // From a key to itself: nothing changes, but whatever stands in the way is found before a new key lies there.
    if (auto possible = both(config, old_keys, old_keys); !possible) return pass_on(possible);
    if (auto drawn = create_database_key(next, random); !drawn) return pass_on(drawn);
  }
  const auto after = load_database_key(next);
  if (!after) return base::Unexpected(after.error());
  if (auto done = both(config, old_keys, derive_store_keys(*after)); !done) return pass_on(done);
  const bool own = file == config.database_key();
  if (!own) return Rekeyed{.in_place = false};
  if (auto placed = put_in_place(next, file); !placed) return pass_on(placed);
  return Rekeyed{};
}

}  // namespace valise::server::app
