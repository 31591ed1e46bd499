#include "sql/file_system.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

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

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] explicit operator bool() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// sync_both makes a file and the names of its folder safe.
bool sync_both(const Descriptor& file, const std::filesystem::path& path) {
  if (::fsync(file.number()) != 0) return false;
  const Descriptor folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."), O_RDONLY | O_DIRECTORY);
  return folder && ::fsync(folder.number()) == 0;
}

base::Result<> put_at_start(const Descriptor& file, const std::filesystem::path& path, base::ByteView bytes) {
  const ssize_t put = ::pwrite(file.number(), bytes.data(), bytes.size(), 0);
  if (put < 0 && errno == ENOSPC) return base::fail(SqlError::full, path.filename().string());
  if (put != static_cast<ssize_t>(bytes.size())) return base::fail(SqlError::io, path.filename().string());
  return {};
}

// Where files have no descriptors, the file is opened each time.
class PlainNotepad final : public Notepad {
 public:
  PlainNotepad(FileSystem& files, std::filesystem::path path) : files_(files), path_(std::move(path)) {}
  [[nodiscard]] base::Result<> put(base::ByteView bytes) override { return files_.write(path_, bytes, FileSystem::Sync::no); }

 private:
  FileSystem& files_;
  const std::filesystem::path path_;
};

// Opening takes longer than writing, so it is done once: with the first note, since before it there may be no file.
class SystemNotepad final : public Notepad {
 public:
  explicit SystemNotepad(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] base::Result<> put(base::ByteView bytes) override {
    if (!file_ || !*file_) file_.emplace(path_, O_WRONLY | O_CREAT | O_NOFOLLOW);
    if (!*file_) return base::fail(SqlError::cannot_open, path_.filename().string());
    return put_at_start(*file_, path_, bytes);
  }

 private:
  const std::filesystem::path path_;
  std::optional<Descriptor> file_;
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

  [[nodiscard]] base::Result<std::uint64_t> size(const std::filesystem::path& path) override {
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0) return static_cast<std::uint64_t>(status.st_size);
    if (errno == ENOENT) return 0;
    return base::fail(SqlError::io, path.filename().string());
  }

  [[nodiscard]] base::Result<base::Bytes> read(const std::filesystem::path& path) override {
    const Descriptor file(path, O_RDONLY);
    if (!file && errno == ENOENT) return base::Bytes{};
    auto length = size(path);
    if (!file || !length) return base::fail(SqlError::io, path.filename().string());
    base::Bytes out(*length);
    for (std::size_t had = 0; had < out.size();) {
      const ssize_t got = ::pread(file.number(), out.data() + had, out.size() - had, static_cast<off_t>(had));
      if (got <= 0) return base::fail(SqlError::io, path.filename().string());
      had += static_cast<std::size_t>(got);
    }
    return out;
  }

  [[nodiscard]] base::Result<> write(const std::filesystem::path& path, base::ByteView bytes, Sync sync) override {
    const Descriptor file(path, O_WRONLY | O_CREAT | O_NOFOLLOW);
    if (!file) return base::fail(SqlError::cannot_open, path.filename().string());
    if (auto put = put_at_start(file, path, bytes); !put) return put;
    if (sync == Sync::yes && !sync_both(file, path)) return base::fail(SqlError::io, path.filename().string());
    return {};
  }

  [[nodiscard]] std::unique_ptr<Notepad> notepad(const std::filesystem::path& path) override {
    return std::make_unique<SystemNotepad>(path);
  }

  void remove(const std::filesystem::path& path) override { ::unlink(path.c_str()); }
};

}  // namespace

std::unique_ptr<Notepad> FileSystem::notepad(const std::filesystem::path& path) {
  return std::make_unique<PlainNotepad>(*this, path);
}

FileSystem& system_files() {
  static SystemFiles files;
  return files;
}

}  // namespace valise::sql
