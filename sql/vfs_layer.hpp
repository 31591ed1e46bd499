// VfsLayer: a VFS of SQLite's over another one, in which a few operations on files do something else and all others are passed
// on. Inside sql only, and for tests of it.
//
// `File` is what stands before each file of the VFS below, in the memory that SQLite gives for both:
//   using Context = ...;                         what all files of this VFS share
//   sqlite3_file base{};                         its first member
//   File(Context& context, int flags);           flags of xOpen
//   static void replace(sqlite3_io_methods&);    puts in what is done here
// Its destructor runs after the file below was closed.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <string>

namespace valise::sql {

namespace vfs_layer {

template <class File>
constexpr std::size_t kOffset =
    (sizeof(File) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);

template <class File>
File& own(sqlite3_file* file) {
  return *std::launder(reinterpret_cast<File*>(file));
}
template <class File>
sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<std::byte*>(file) + kOffset<File>);
}

// PassOn is a method that calls the same method of the file below.
template <class File, auto Method>
struct PassOn;
template <class File, class Return, class... Args, Return (*sqlite3_io_methods::*Method)(sqlite3_file*, Args...)>
struct PassOn<File, Method> {
  static Return call(sqlite3_file* file, Args... args) {
    return (below<File>(file)->pMethods->*Method)(below<File>(file), args...);
  }
};

template <class File>
int close(sqlite3_file* file) {
  const int code = below<File>(file)->pMethods->xClose(below<File>(file));
  own<File>(file).~File();
  return code;
}

template <class File>
sqlite3_io_methods methods_of(int version) {
  using M = sqlite3_io_methods;
  M out{.iVersion = version,
        .xClose = close<File>,
        .xRead = PassOn<File, &M::xRead>::call,
        .xWrite = PassOn<File, &M::xWrite>::call,
        .xTruncate = PassOn<File, &M::xTruncate>::call,
        .xSync = PassOn<File, &M::xSync>::call,
        .xFileSize = PassOn<File, &M::xFileSize>::call,
        .xLock = PassOn<File, &M::xLock>::call,
        .xUnlock = PassOn<File, &M::xUnlock>::call,
        .xCheckReservedLock = PassOn<File, &M::xCheckReservedLock>::call,
        .xFileControl = PassOn<File, &M::xFileControl>::call,
        .xSectorSize = PassOn<File, &M::xSectorSize>::call,
        .xDeviceCharacteristics = PassOn<File, &M::xDeviceCharacteristics>::call,
        .xShmMap = PassOn<File, &M::xShmMap>::call,
        .xShmLock = PassOn<File, &M::xShmLock>::call,
        .xShmBarrier = PassOn<File, &M::xShmBarrier>::call,
        .xShmUnmap = PassOn<File, &M::xShmUnmap>::call,
        .xFetch = PassOn<File, &M::xFetch>::call,
        .xUnfetch = PassOn<File, &M::xUnfetch>::call};
  File::replace(out);
  return out;
}

// Methods of each version that a file below may have; a file has no more methods than the one below.
template <class File>
const sqlite3_io_methods* methods(int version) {
  static const std::array<sqlite3_io_methods, 3> table{methods_of<File>(1), methods_of<File>(2), methods_of<File>(3)};
  return &table[static_cast<std::size_t>(std::clamp(version, 1, 3)) - 1];
}

// The rest of the VFS is that of the one below, which must be called with itself. pAppData points to it.
struct Lower {
  sqlite3_vfs* vfs;
};
inline sqlite3_vfs* under(sqlite3_vfs* vfs) { return static_cast<const Lower*>(vfs->pAppData)->vfs; }

template <auto Method>
struct PassOnVfs;
template <class Return, class... Args, Return (*sqlite3_vfs::*Method)(sqlite3_vfs*, Args...)>
struct PassOnVfs<Method> {
  static Return call(sqlite3_vfs* vfs, Args... args) { return (under(vfs)->*Method)(under(vfs), args...); }
};

}  // namespace vfs_layer

template <class File>
class VfsLayer {
 public:
  // `lower` names the VFS below, null for SQLite's own. `context` outlives this, and this the databases on it.
  VfsLayer(const char* lower, std::string name, typename File::Context& context)
      : shared_{{sqlite3_vfs_find(lower)}, &context}, name_(std::move(name)), vfs_(*shared_.lower.vfs) {
    using vfs_layer::PassOnVfs;
    using V = sqlite3_vfs;
    vfs_.iVersion = std::min(vfs_.iVersion, 2);  // the third version is about system calls, which tests of SQLite replace
    vfs_.szOsFile += static_cast<int>(vfs_layer::kOffset<File>);
    vfs_.zName = name_.c_str();
    vfs_.pNext = nullptr;
    vfs_.pAppData = &shared_;
    vfs_.xOpen = open;
    vfs_.xDelete = PassOnVfs<&V::xDelete>::call;
    vfs_.xAccess = PassOnVfs<&V::xAccess>::call;
    vfs_.xFullPathname = PassOnVfs<&V::xFullPathname>::call;
    vfs_.xDlOpen = PassOnVfs<&V::xDlOpen>::call;
    vfs_.xDlError = PassOnVfs<&V::xDlError>::call;
    vfs_.xDlClose = PassOnVfs<&V::xDlClose>::call;
    vfs_.xRandomness = PassOnVfs<&V::xRandomness>::call;
    vfs_.xSleep = PassOnVfs<&V::xSleep>::call;
    vfs_.xCurrentTime = PassOnVfs<&V::xCurrentTime>::call;
    vfs_.xGetLastError = PassOnVfs<&V::xGetLastError>::call;
    if (vfs_.iVersion >= 2) vfs_.xCurrentTimeInt64 = PassOnVfs<&V::xCurrentTimeInt64>::call;
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~VfsLayer() { sqlite3_vfs_unregister(&vfs_); }
  VfsLayer(const VfsLayer&) = delete;
  VfsLayer& operator=(const VfsLayer&) = delete;

  [[nodiscard]] const char* name() const { return name_.c_str(); }

 private:
  struct Shared {
    vfs_layer::Lower lower;  // first: what pAppData points to
    typename File::Context* context;
  };
  static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
    const auto& shared = *static_cast<const Shared*>(vfs->pAppData);
    sqlite3_file* opened = vfs_layer::below<File>(file);
    const int code = shared.lower.vfs->xOpen(shared.lower.vfs, name, opened, flags, out_flags);
    file->pMethods = nullptr;
    if (opened->pMethods == nullptr) return code;
    new (file) File(*shared.context, flags);
    file->pMethods = vfs_layer::methods<File>(opened->pMethods->iVersion);
    return code;
  }

  Shared shared_;
  std::string name_;
  sqlite3_vfs vfs_;
};

// fresh_vfs_name gives a name that no VFS of this process has.
[[nodiscard]] std::string fresh_vfs_name(std::string_view what);

}  // namespace valise::sql
