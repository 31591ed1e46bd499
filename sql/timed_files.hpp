// TimedFiles: a file system that tells how long each sync of a database or log file took; everything else is passed on to another
// one. What a relay promises costs syncs, so their time is the first thing to look at when it is slow.
#pragma once

#include <chrono>
#include <functional>

#include "sql/file_system_layer.hpp"

namespace valise::sql {

class TimedFiles final : public FileSystemLayer {
 public:
  // OnSync is called on the thread that synced, after each sync, whatever came of it.
  using OnSync = std::function<void(std::chrono::nanoseconds)>;

  TimedFiles(FileSystem& below, OnSync on_sync);
  ~TimedFiles() override;

  [[nodiscard]] const char* vfs() const override;

 private:
  class Vfs;
  const std::unique_ptr<Vfs> vfs_;
};

}  // namespace valise::sql
