#include "tests/simulation/synced_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <map>

namespace valise::simulation {
namespace {

std::map<std::filesystem::path, std::uint64_t>& sizes() {
  static std::map<std::filesystem::path, std::uint64_t> out;
  return out;
}

}  // namespace

std::uint64_t synced_size(const std::filesystem::path& file) {
  const auto found = sizes().find(file);
  return found == sizes().end() ? 0 : found->second;
}

}  // namespace valise::simulation

// This takes the place of the C library's function in this program.
extern "C" int fdatasync(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return -1;
  const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor));
  valise::simulation::sizes()[path] = static_cast<std::uint64_t>(status.st_size);
  return 0;
}
