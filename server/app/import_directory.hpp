// import_directory: the first entries of the log, from files, while the relay does not run.
#pragma once

#include "server/app/config.hpp"

namespace valise::server::app {

struct Imported {
  base::DirectoryId directory;
  std::uint64_t entries = 0;
  bool relay_announced = false;  // the statements announce this relay's TLS and log key
};

// import_directory checks the statements (one SignedStatement per file, in the order given: the genesis first) by the rules of
// replay and writes them into the empty log. The same files again change nothing. Fails as the rules, the store and the files do.
[[nodiscard]] base::Result<Imported> import_directory(const Config& config, const std::vector<std::filesystem::path>& files);

}  // namespace valise::server::app
