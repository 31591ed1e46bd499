#include "client-sdk/client/file_io.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace valise::sdk::client {
namespace {

using base::fail;
using base::Result;

base::Unexpected failed(FileError error, const std::filesystem::path& path) {
  return fail(error, path.string() + " (" + std::strerror(errno) + ")");
}

}  // namespace

std::string_view describe(FileError error) {
  switch (error) {
    case FileError::open_failed: return "the file cannot be opened";
    case FileError::read_failed: return "the file cannot be read";
    case FileError::write_failed: return "the file cannot be written";
    case FileError::rename_failed: return "the file cannot be given its name";
  }
  return "file failure";
}

Result<File> File::open(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed(FileError::open_failed, path);
  File file(descriptor, path);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return failed(FileError::open_failed, path);
  if (!S_ISREG(status.st_mode)) return fail(FileError::open_failed, path.string() + " (not a regular file)");
  return file;
}

Result<File> File::open_to_read(const std::filesystem::path& path) { return open(path, O_RDONLY | O_NONBLOCK); }
Result<File> File::create(const std::filesystem::path& path) { return open(path, O_WRONLY | O_CREAT | O_EXCL); }
Result<File> File::open_to_write(const std::filesystem::path& path) { return open(path, O_WRONLY | O_CREAT); }

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> File::read(base::MutableBytes into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count = ::read(descriptor_, into.data() + done, into.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(FileError::read_failed, path_);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<> File::read_at(std::uint64_t offset, base::MutableBytes into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count = ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failed(FileError::read_failed, path_);
    done += static_cast<std::size_t>(count);
  }
  return {};
}

Result<> File::write(base::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(FileError::write_failed, path_);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<> File::write_at(std::uint64_t offset, base::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(FileError::write_failed, path_);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<> File::sync() {
  if (::fdatasync(descriptor_) != 0) return failed(FileError::write_failed, path_);
  return {};
}

}  // namespace valise::sdk::client
