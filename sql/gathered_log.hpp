// GatheredLog: a file system on which what SQLite writes to a write-ahead log goes to the disk in one piece.
//
// SQLite writes each page of a commit by two calls, 24 bytes and the page; a commit of ten pages is twenty calls of the system,
// then a sync. Here they wait in memory until the sync, or whatever else looks at the file. Nothing is lost by that: until it is
// synced no commit counts, and only its own connection knows that there are pages of it. That holds where every commit is synced,
// which Database sees to (synchronous = FULL). An error of such a write comes to light at the sync, and is treated alike.
#pragma once

#include "sql/file_system_layer.hpp"

namespace valise::sql {

class GatheredLog final : public FileSystemLayer {
 public:
  explicit GatheredLog(FileSystem& below);
  ~GatheredLog() override;

  [[nodiscard]] const char* vfs() const override;

 private:
  class Vfs;
  const std::unique_ptr<Vfs> vfs_;
};

}  // namespace valise::sql
