#include "sql/timed_files.hpp"

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstddef>

namespace valise::sql {
namespace {

// A file is ours, followed in the same memory by the one below, of the size that the VFS below asks for.
struct TimedFile {
  sqlite3_file base;
  const TimedFiles::OnSync* on_sync;
};
constexpr std::size_t kOffset =
    (sizeof(TimedFile) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);

sqlite3_file* below(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<std::byte*>(file) + kOffset); }

// pass_on gives a method that calls the same method of the file below.
template <auto Method>
struct PassOn;
template <class Return, class... Args, Return (*sqlite3_io_methods::*Method)(sqlite3_file*, Args...)>
struct PassOn<Method> {
  static Return call(sqlite3_file* file, Args... args) { return (below(file)->pMethods->*Method)(below(file), args...); }
};

int sync(sqlite3_file* file, int flags) {
  const auto begun = std::chrono::steady_clock::now();
  const int code = below(file)->pMethods->xSync(below(file), flags);
  (*reinterpret_cast<TimedFile*>(file)->on_sync)(std::chrono::steady_clock::now() - begun);
  return code;
}

sqlite3_io_methods methods_of(int version) {
  return {.iVersion = version,
          .xClose = PassOn<&sqlite3_io_methods::xClose>::call,
          .xRead = PassOn<&sqlite3_io_methods::xRead>::call,
          .xWrite = PassOn<&sqlite3_io_methods::xWrite>::call,
          .xTruncate = PassOn<&sqlite3_io_methods::xTruncate>::call,
          .xSync = sync,
          .xFileSize = PassOn<&sqlite3_io_methods::xFileSize>::call,
          .xLock = PassOn<&sqlite3_io_methods::xLock>::call,
          .xUnlock = PassOn<&sqlite3_io_methods::xUnlock>::call,
          .xCheckReservedLock = PassOn<&sqlite3_io_methods::xCheckReservedLock>::call,
          .xFileControl = PassOn<&sqlite3_io_methods::xFileControl>::call,
          .xSectorSize = PassOn<&sqlite3_io_methods::xSectorSize>::call,
          .xDeviceCharacteristics = PassOn<&sqlite3_io_methods::xDeviceCharacteristics>::call,
          .xShmMap = PassOn<&sqlite3_io_methods::xShmMap>::call,
          .xShmLock = PassOn<&sqlite3_io_methods::xShmLock>::call,
          .xShmBarrier = PassOn<&sqlite3_io_methods::xShmBarrier>::call,
          .xShmUnmap = PassOn<&sqlite3_io_methods::xShmUnmap>::call,
          .xFetch = PassOn<&sqlite3_io_methods::xFetch>::call,
          .xUnfetch = PassOn<&sqlite3_io_methods::xUnfetch>::call};
}

// Methods of each version that a file below may have; a file has no more methods than the one below.
const sqlite3_io_methods* methods(int version) {
  static const std::array<sqlite3_io_methods, 3> table{methods_of(1), methods_of(2), methods_of(3)};
  return &table[static_cast<std::size_t>(std::clamp(version, 1, 3)) - 1];
}

struct Context {
  sqlite3_vfs* below;
  const TimedFiles::OnSync* on_sync;
};

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  const auto& context = *static_cast<const Context*>(vfs->pAppData);
  const int code = context.below->xOpen(context.below, name, below(file), flags, out_flags);
  const auto* opened = below(file)->pMethods;
  file->pMethods = opened == nullptr ? nullptr : methods(opened->iVersion);
  reinterpret_cast<TimedFile*>(file)->on_sync = context.on_sync;
  return code;
}

// The rest of the VFS is that of the one below, which must be called with itself.
sqlite3_vfs* under(sqlite3_vfs* vfs) { return static_cast<const Context*>(vfs->pAppData)->below; }

template <auto Method>
struct PassOnVfs;
template <class Return, class... Args, Return (*sqlite3_vfs::*Method)(sqlite3_vfs*, Args...)>
struct PassOnVfs<Method> {
  static Return call(sqlite3_vfs* vfs, Args... args) { return (under(vfs)->*Method)(under(vfs), args...); }
};

std::string fresh_name() {
  static std::atomic<unsigned> count{0};
  return "valise-timed-" + std::to_string(++count);
}

}  // namespace

TimedFiles::TimedFiles(FileSystem& below_files, OnSync on_sync)
    : below_(below_files), on_sync_(std::move(on_sync)), name_(fresh_name()), vfs_(std::make_unique<sqlite3_vfs>()) {
  sqlite3_vfs* lower = sqlite3_vfs_find(below_.vfs());
  *vfs_ = *lower;
  vfs_->iVersion = std::min(lower->iVersion, 2);  // the third version is about system calls, which tests of SQLite replace
  vfs_->szOsFile = static_cast<int>(kOffset) + lower->szOsFile;
  vfs_->zName = name_.c_str();
  vfs_->pNext = nullptr;
  vfs_->pAppData = new Context{lower, &on_sync_};
  vfs_->xOpen = open;
  vfs_->xDelete = PassOnVfs<&sqlite3_vfs::xDelete>::call;
  vfs_->xAccess = PassOnVfs<&sqlite3_vfs::xAccess>::call;
  vfs_->xFullPathname = PassOnVfs<&sqlite3_vfs::xFullPathname>::call;
  vfs_->xDlOpen = PassOnVfs<&sqlite3_vfs::xDlOpen>::call;
  vfs_->xDlError = PassOnVfs<&sqlite3_vfs::xDlError>::call;
  vfs_->xDlClose = PassOnVfs<&sqlite3_vfs::xDlClose>::call;
  vfs_->xRandomness = PassOnVfs<&sqlite3_vfs::xRandomness>::call;
  vfs_->xSleep = PassOnVfs<&sqlite3_vfs::xSleep>::call;
  vfs_->xCurrentTime = PassOnVfs<&sqlite3_vfs::xCurrentTime>::call;
  vfs_->xGetLastError = PassOnVfs<&sqlite3_vfs::xGetLastError>::call;
  if (vfs_->iVersion >= 2) vfs_->xCurrentTimeInt64 = PassOnVfs<&sqlite3_vfs::xCurrentTimeInt64>::call;
  sqlite3_vfs_register(vfs_.get(), 0);
}

TimedFiles::~TimedFiles() {
  sqlite3_vfs_unregister(vfs_.get());
  delete static_cast<Context*>(vfs_->pAppData);
}

}  // namespace valise::sql
