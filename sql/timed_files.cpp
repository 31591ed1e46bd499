#include "sql/timed_files.hpp"

#include "sql/vfs_layer.hpp"

namespace valise::sql {
namespace {

struct TimedFile {
  using Context = const TimedFiles::OnSync;

  TimedFile(Context& tell, int) : on_sync(tell) {}

  static void replace(sqlite3_io_methods& methods) { methods.xSync = sync; }
  static int sync(sqlite3_file* file, int flags) {
    sqlite3_file* below = vfs_layer::below<TimedFile>(file);
    const auto begun = std::chrono::steady_clock::now();
    const int code = below->pMethods->xSync(below, flags);
    vfs_layer::own<TimedFile>(file).on_sync(std::chrono::steady_clock::now() - begun);
    return code;
  }

  sqlite3_file base{};
  Context& on_sync;
};

}  // namespace

class TimedFiles::Vfs {
 public:
  Vfs(const char* lower, OnSync on_sync) : on_sync_(std::move(on_sync)), layer_(lower, fresh_vfs_name("timed"), on_sync_) {}
  [[nodiscard]] const char* name() const { return layer_.name(); }

 private:
  const OnSync on_sync_;
  VfsLayer<TimedFile> layer_;
};

TimedFiles::TimedFiles(FileSystem& below, OnSync on_sync)
    : FileSystemLayer(below), vfs_(std::make_unique<Vfs>(below.vfs(), std::move(on_sync))) {}
TimedFiles::~TimedFiles() = default;

const char* TimedFiles::vfs() const { return vfs_->name(); }

}  // namespace valise::sql
