// FileSystem: what databases stand on. system_files() is the operating system's; tests put a simulated disk in its place, so
// nothing in this folder touches files except through it and through the VFS it names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace valise::sql {

// FileLock: at most one process works on a database. Held for the life of the object; the kernel frees it when the process ends.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

// Notepad is a small file whose beginning is written anew again and again, without a sync.
class Notepad {
 public:
  virtual ~Notepad() = default;
  // put writes as many bytes each time. io, full, cannot_open.
  [[nodiscard]] virtual base::Result<> put(base::ByteView bytes) = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // vfs names the SQLite VFS that reads and writes here; null for SQLite's own.
  [[nodiscard]] virtual const char* vfs() const = 0;
  // make_private creates a missing file for its owner alone. cannot_open.
  [[nodiscard]] virtual base::Result<> make_private(const std::filesystem::path& path) = 0;
  // lock locks `path` plus ".lock" (made if needed, left there). in_use when another process or object holds it, cannot_open when
  // the file cannot be made.
  [[nodiscard]] virtual base::Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) = 0;
  // set_aside makes a file of at least `bytes` that takes its space on the disk; its content means nothing. full (then there is
  // no such file), cannot_open.
  [[nodiscard]] virtual base::Result<> set_aside(const std::filesystem::path& path, std::uint64_t bytes) = 0;
  // size gives a file's size, 0 when there is none; read all of it, nothing when there is none. io.
  [[nodiscard]] virtual base::Result<std::uint64_t> size(const std::filesystem::path& path) = 0;
  [[nodiscard]] virtual base::Result<base::Bytes> read(const std::filesystem::path& path) = 0;
  // write puts a few bytes (less than a sector, always as many) into a file that is made for its owner alone if needed. With Sync
  // they and the folder's names are safe when it returns. io, full, cannot_open.
  enum class Sync { no, yes };
  [[nodiscard]] virtual base::Result<> write(const std::filesystem::path& path, base::ByteView bytes, Sync sync) = 0;
  // notepad gives a file for writing as with Sync::no, which stays open. The file system outlives it.
  [[nodiscard]] virtual std::unique_ptr<Notepad> notepad(const std::filesystem::path& path);
  // remove removes a file if it is there.
  virtual void remove(const std::filesystem::path& path) = 0;
};

// system_files gives the operating system's files; any thread.
[[nodiscard]] FileSystem& system_files();

}  // namespace valise::sql
