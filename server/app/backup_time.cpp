#include "server/app/backup_time.hpp"

#include <fstream>

#include "keys/crypto/private_file.hpp"

namespace valise::server::app {
namespace {

std::filesystem::path file_of(const Config& config) { return config.data_dir / "last-backup"; }

}  // namespace

std::uint64_t last_backup(const Config& config) {
  std::ifstream file(file_of(config));
  std::uint64_t at = 0;
  return file >> at ? at : 0;
}

base::Result<> note_backup(const Config& config, std::chrono::sys_seconds at) {
  return crypto::replace_private_file(file_of(config), std::to_string(at.time_since_epoch().count()) + "\n");
}

}  // namespace valise::server::app
