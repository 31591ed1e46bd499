// RestoreOptions: what `valised restore` is told (backup.hpp).
#pragma once

#include <filesystem>

namespace valise::server::app {

struct RestoreOptions {
  std::filesystem::path backup;
  std::filesystem::path data_dir;  // missing or empty
  std::filesystem::path keys;      // folder with tls.key, log.key and database.key; empty: the backup has them
};

}  // namespace valise::server::app
