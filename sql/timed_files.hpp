// TimedFiles: a file system that tells how long each sync of a database or log file took; everything else is passed on to another
// one. What a relay promises costs syncs, so their time is the first thing to look at when it is slow.
#pragma once

#include <chrono>
#include <functional>

#include "sql/file_system.hpp"

struct sqlite3_vfs;

namespace valise::sql {

class TimedFiles final : public FileSystem {
 public:
  // OnSync is called on the thread that synced, after each sync, whatever came of it.
  using OnSync = std::function<void(std::chrono::nanoseconds)>;

  // `below` outlives this; this outlives the databases on it.
  TimedFiles(FileSystem& below, OnSync on_sync);
  ~TimedFiles() override;
  TimedFiles(const TimedFiles&) = delete;
  TimedFiles& operator=(const TimedFiles&) = delete;

  [[nodiscard]] const char* vfs() const override { return name_.c_str(); }
  [[nodiscard]] base::Result<> make_private(const std::filesystem::path& path) override { return below_.make_private(path); }
  [[nodiscard]] base::Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override {
    return below_.lock(path);
  }
  [[nodiscard]] base::Result<> set_aside(const std::filesystem::path& path, std::uint64_t bytes) override {
    return below_.set_aside(path, bytes);
  }
  [[nodiscard]] base::Result<std::uint64_t> size(const std::filesystem::path& path) override { return below_.size(path); }
  [[nodiscard]] base::Result<base::Bytes> read(const std::filesystem::path& path) override { return below_.read(path); }
  [[nodiscard]] base::Result<> write(const std::filesystem::path& path, base::ByteView bytes, Sync sync) override {
    return below_.write(path, bytes, sync);
  }
  [[nodiscard]] std::unique_ptr<Notepad> notepad(const std::filesystem::path& path) override { return below_.notepad(path); }
  void remove(const std::filesystem::path& path) override { below_.remove(path); }

 private:
  FileSystem& below_;
  const OnSync on_sync_;
  const std::string name_;
  std::unique_ptr<sqlite3_vfs> vfs_;
};

}  // namespace valise::sql
