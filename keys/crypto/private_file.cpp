#include "keys/crypto/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/text_encoding.hpp"
#include "keys/crypto/random.hpp"

namespace valise::crypto {
namespace {

namespace fs = std::filesystem;
enum class IfExists { refuse, replace };

class FileDescriptor {
 public:
  explicit FileDescriptor(int value) : value_(value) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (value_ >= 0) ::close(value_);
  }
  [[nodiscard]] bool open() const { return value_ >= 0; }
  [[nodiscard]] int get() const { return value_; }
  // close reports errors that only close() sees (network file systems).
  [[nodiscard]] bool close() { return ::close(std::exchange(value_, -1)) == 0; }

 private:
  int value_;
};

base::Unexpected system_failure(KeyFileError error, const fs::path& path, int number = errno) {
  return base::fail(error, path.string() + ": " + std::generic_category().message(number));
}

// TemporaryFile removes itself unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : path_(target.parent_path() / ("." + target.filename().string() + "." + unique_suffix())),
        file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) {
    created_ = file_.open();
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (created_) ::unlink(path_.c_str());
  }

  [[nodiscard]] bool write(std::string_view content) {
    while (created_ && !content.empty()) {
      const auto written = ::write(file_.get(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    return created_ && ::fsync(file_.get()) == 0 && file_.close();
  }
  [[nodiscard]] bool rename_to(const fs::path& target, IfExists if_exists) {
    const unsigned flags = if_exists == IfExists::refuse ? RENAME_NOREPLACE : 0;
    const bool renamed = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), flags) == 0;
    if (renamed) created_ = false;
    // Some network file systems know no RENAME_NOREPLACE; a hard link refuses to overwrite as well.
    if (!renamed && errno == EINVAL && if_exists == IfExists::refuse) return ::link(path_.c_str(), target.c_str()) == 0;
    return renamed;
  }

 private:
  static std::string unique_suffix() { return base::to_hex(SystemRandom().array<8>()); }

  fs::path path_;
  FileDescriptor file_;
  bool created_ = false;
};

bool sync_folder(const fs::path& folder) {
  const FileDescriptor file(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return file.open() && (::fsync(file.get()) == 0 || errno == EINVAL);  // EINVAL: the file system has no such thing
}

base::Result<> write_file(const fs::path& path, std::string_view content, IfExists if_exists) {
  if (struct stat existing; if_exists == IfExists::refuse && ::lstat(path.c_str(), &existing) == 0) {
    return base::fail(KeyFileError::exists, path.string());  // the usual case, told before any work
  }
  TemporaryFile temporary(path);
  if (!temporary.write(content)) return system_failure(KeyFileError::unwritable, path);
  if (!temporary.rename_to(path, if_exists)) {
    if (errno == EEXIST) return base::fail(KeyFileError::exists, path.string());
    return system_failure(KeyFileError::unwritable, path);
  }
  if (!sync_folder(path.parent_path())) return system_failure(KeyFileError::unwritable, path);
  return {};
}

base::Result<> check_status(const FileDescriptor& file, const fs::path& path, std::size_t limit, Permissions permissions) {
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return system_failure(KeyFileError::unreadable, path);
  if (!S_ISREG(status.st_mode)) return base::fail(KeyFileError::unreadable, path.string() + ": not a regular file");
  if (static_cast<std::uintmax_t>(status.st_size) > limit) {
    return base::fail(KeyFileError::unreadable, path.string() + ": too large");
  }
  if (permissions == Permissions::require_private && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return base::fail(KeyFileError::permissions_too_open, path.string());
  }
  return {};
}

}  // namespace

base::Result<std::string> read_private_file(const fs::path& path, std::size_t limit, Permissions permissions) {
  // O_NONBLOCK, so that a named pipe in the file's place cannot hold the program up.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file.open()) return system_failure(KeyFileError::unreadable, path);
  if (auto acceptable = check_status(file, path, limit, permissions); !acceptable) return base::pass_on(acceptable);
  std::string content(limit + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const auto got = ::read(file.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure(KeyFileError::unreadable, path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > limit) return base::fail(KeyFileError::unreadable, path.string() + ": too large");
  content.resize(size);
  return content;
}

base::Result<> write_private_file(const fs::path& path, std::string_view content) {
  return write_file(path, content, IfExists::refuse);
}

base::Result<> replace_private_file(const fs::path& path, std::string_view content) {
  return write_file(path, content, IfExists::replace);
}

}  // namespace valise::crypto
