#include "sql/gathered_log.hpp"

#include "sql/vfs_layer.hpp"

namespace valise::sql {
namespace {

// SQLite's own VFS takes no more than 17 bits of a size at a time.
constexpr std::size_t kMost = (1U << 17U) - 1;

using vfs_layer::below;
using vfs_layer::own;
using Methods = sqlite3_io_methods;

class LogFile {
 public:
  struct Context {};

  LogFile(const Context&, int flags) : gathers_((flags & SQLITE_OPEN_WAL) != 0) {}

  static void replace(Methods& methods) {
    methods.xClose = close;
    methods.xWrite = write;
    methods.xRead = FlushFirst<&Methods::xRead>::call;
    methods.xTruncate = FlushFirst<&Methods::xTruncate>::call;
    methods.xSync = FlushFirst<&Methods::xSync>::call;
    methods.xFileSize = FlushFirst<&Methods::xFileSize>::call;
  }

 private:
  // FlushFirst is a method before which what waits is written.
  template <auto Method>
  struct FlushFirst;
  template <class... Args, int (*Methods::*Method)(sqlite3_file*, Args...)>
  struct FlushFirst<Method> {
    static int call(sqlite3_file* file, Args... args) {
      if (const int code = flush(file); code != SQLITE_OK) return code;
      return vfs_layer::PassOn<LogFile, Method>::call(file, args...);
    }
  };

  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    auto& self = own<LogFile>(file);
    if (!self.gathers_) return vfs_layer::PassOn<LogFile, &Methods::xWrite>::call(file, bytes, size, offset);
    if (!self.follows(offset, size)) {
      if (const int code = flush(file); code != SQLITE_OK) return code;
      self.begin_ = offset;
    }
    base::append(self.waiting_, {static_cast<const base::Byte*>(bytes), static_cast<std::size_t>(size)});
    return SQLITE_OK;
  }

  // What could not be written does not wait any longer: SQLite gives its transaction up, and writes over it.
  static int flush(sqlite3_file* file) {
    auto& self = own<LogFile>(file);
    if (self.waiting_.empty()) return SQLITE_OK;
    const auto size = static_cast<int>(self.waiting_.size());
    sqlite3_file* log = below<LogFile>(file);
    const int code = log->pMethods->xWrite(log, self.waiting_.data(), size, self.begin_);
    self.waiting_.clear();
    return code;
  }

  static int close(sqlite3_file* file) {
    const int flushed = flush(file);
    const int closed = vfs_layer::close<LogFile>(file);
    return flushed == SQLITE_OK ? closed : flushed;
  }

  [[nodiscard]] bool follows(sqlite3_int64 offset, int size) const {
    if (waiting_.size() + static_cast<std::size_t>(size) > kMost) return false;
    return !waiting_.empty() && offset == begin_ + static_cast<sqlite3_int64>(waiting_.size());
  }

  [[maybe_unused]] sqlite3_file base_{};
  bool gathers_;
  sqlite3_int64 begin_ = 0;
  base::Bytes waiting_;
};

}  // namespace

class GatheredLog::Vfs {
 public:
  explicit Vfs(const char* lower) : layer_(lower, fresh_vfs_name("gathered"), context_) {}
  [[nodiscard]] const char* name() const { return layer_.name(); }

 private:
  LogFile::Context context_;
  VfsLayer<LogFile> layer_;
};

GatheredLog::GatheredLog(FileSystem& below) : FileSystemLayer(below), vfs_(std::make_unique<Vfs>(below.vfs())) {}
GatheredLog::~GatheredLog() = default;

const char* GatheredLog::vfs() const { return vfs_->name(); }

}  // namespace valise::sql
