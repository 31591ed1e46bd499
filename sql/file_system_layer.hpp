// FileSystemLayer: a file system that is the one below in all but what a derived class says.
#pragma once

#include "sql/file_system.hpp"

namespace valise::sql {

class FileSystemLayer : public FileSystem {
 public:
  // `below` outlives this; this outlives the databases on it.
  explicit FileSystemLayer(FileSystem& below) : below_(below) {}
  FileSystemLayer(const FileSystemLayer&) = delete;
  FileSystemLayer& operator=(const FileSystemLayer&) = delete;

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
};

}  // namespace valise::sql
