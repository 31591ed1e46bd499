#include "sql/file_system.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "sql/error.hpp"

namespace valise::sql {
namespace {

class FlockLock final : public FileLock {
 public:
  explicit FlockLock(int descriptor) : descriptor_(descriptor) {}
  FlockLock(const FlockLock&) = delete;
  FlockLock& operator=(const FlockLock&) = delete;
  ~FlockLock() override { ::close(descriptor_); }

 private:
  int descriptor_;
};

class SystemFiles final : public FileSystem {
 public:
  [[nodiscard]] const char* vfs() const override { return nullptr; }

  // SQLite gives the log files the permissions that it finds here.
  [[nodiscard]] base::Result<> make_private(const std::filesystem::path& path) override {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return base::fail(SqlError::cannot_open);
    ::close(descriptor);
    return {};
  }

  [[nodiscard]] base::Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override {
    const std::string name = path.string() + ".lock";
    const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return base::fail(SqlError::cannot_open, name);
    auto held = std::make_unique<FlockLock>(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return base::fail(SqlError::in_use, name);
    return held;
  }

  [[nodiscard]] base::Result<> set_aside(const std::filesystem::path& path, std::uint64_t bytes) override {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return base::fail(SqlError::cannot_open);
    const int failed = ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes));
    ::close(descriptor);
    if (failed == 0) return {};
    remove(path);
    return base::fail(SqlError::full);
  }

  void remove(const std::filesystem::path& path) override { ::unlink(path.c_str()); }
};

}  // namespace

FileSystem& system_files() {
  static SystemFiles files;
  return files;
}

}  // namespace valise::sql
