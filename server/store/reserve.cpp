#include "server/store/reserve.hpp"

namespace valise::server::store {

Reserve::Reserve(sql::FileSystem& files, const std::filesystem::path& database)
    : files_(files), path_(database.string() + "-reserve") {}

bool Reserve::keep(std::uint64_t log_bytes) {
  const std::uint64_t wanted = (log_bytes / kStep + 2) * kStep;
  if (kept_ >= wanted) return true;
  if (!files_.set_aside(path_, wanted)) return false;
  kept_ = wanted;
  return true;
}

void Reserve::give_up() {
  files_.remove(path_);
  kept_ = 0;
}

}  // namespace valise::server::store
