#include "witness/folder_memory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/crypto/private_file.hpp"
#include "keys/directory/witness_request.hpp"
#include "witness/witness_error.hpp"

namespace valise::witness {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view kTime = "time ";

std::string format(const Seen& seen) {
  return std::string(kTime) + std::to_string(seen.at.time_since_epoch().count()) + '\n' + seen.note.format();
}

std::optional<Seen> parse(std::string_view content) {
  const auto end = content.find('\n');
  if (!content.starts_with(kTime) || end == content.npos) return std::nullopt;
  const auto at = directory::parse_tree_size(content.substr(kTime.size(), end - kTime.size()));
  auto note = directory::Checkpoint::parse(content.substr(end + 1));
  if (!at || !note) return std::nullopt;
  return Seen{.at = directory::WitnessTime(std::chrono::seconds(static_cast<std::int64_t>(*at))), .note = std::move(*note)};
}

}  // namespace

Result<FolderMemory> FolderMemory::open(std::filesystem::path folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const int lock = error ? -1 : ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return fail(WitnessError::cannot_create, folder.string());
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return fail(WitnessError::in_use, folder.string());
  }
  return FolderMemory(std::move(folder), lock);
}

FolderMemory::FolderMemory(FolderMemory&& other) noexcept
    : folder_(std::move(other.folder_)), lock_(std::exchange(other.lock_, -1)) {}

FolderMemory::~FolderMemory() {
  if (lock_ >= 0) ::close(lock_);
}

std::filesystem::path FolderMemory::file_of(const std::string& origin) const {
  return folder_ / (base::to_hex(crypto::Sha256::of(base::as_bytes(origin))) + ".head");
}

Result<std::optional<Seen>> FolderMemory::recall(const std::string& origin) {
  const auto path = file_of(origin);
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::nullopt;
  const auto content = crypto::read_private_file(path, directory::Checkpoint::max_size + 64, crypto::Permissions::any);
  auto seen = content ? parse(*content) : std::nullopt;
  if (!seen || seen->note.origin() != origin) return fail(WitnessError::head_unreadable, path.string());
  return seen;
}

Result<> FolderMemory::remember(const Seen& seen) {
  return crypto::replace_private_file(file_of(seen.note.origin()), format(seen));
}

}  // namespace valise::witness
