#include "sql/process_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "sql/error.hpp"

namespace valise::sql {

base::Result<ProcessLock> ProcessLock::take(const std::filesystem::path& path) {
  const std::string name = path.string() + ".lock";
  const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return base::fail(SqlError::cannot_open, name);
  ProcessLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return base::fail(SqlError::in_use, name);
  return lock;
}

ProcessLock::ProcessLock(ProcessLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

ProcessLock::~ProcessLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace valise::sql
