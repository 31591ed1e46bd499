#include "tests/support/sim_vfs.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>
#include <stdexcept>
#include <thread>

namespace valise::tests {
namespace {

using Model = SimDisk::Model;

// Connection is what one sqlite3_file stands for.
struct Connection {
  std::shared_ptr<Model> model;
  std::string path;
  InodePtr inode;
  std::shared_ptr<Shared> shared;
  std::uint64_t life = 0;
  bool sync_folder = false;  // with the next sync, since the file is new
  bool remove_at_close = false;
};

struct File {
  sqlite3_file base;
  Connection* connection;
};
Connection& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->connection; }
Model& of(sqlite3_vfs* vfs) { return *static_cast<SimVfs*>(vfs->pAppData)->model; }

int code_of(Done done, int io_error) {
  switch (done) {
    case Done::ok: return SQLITE_OK;
    case Done::io_error: return io_error;
    case Done::no_space: return SQLITE_FULL;
    case Done::not_found: return SQLITE_CANTOPEN;
  }
  return SQLITE_ERROR;
}

// ---- the file's lock ----

int level_of(const Shared& shared, const void* who) {
  const auto found = shared.levels.find(who);
  return found == shared.levels.end() ? SQLITE_LOCK_NONE : found->second;
}

int others_level(const Shared& shared, const void* who) {
  int highest = SQLITE_LOCK_NONE;
  for (const auto& [other, level] : shared.levels) {
    if (other != who) highest = std::max(highest, level);
  }
  return highest;
}

int lock_file(sqlite3_file* file, int wanted) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  if (!c.model->alive(c.life)) return SQLITE_IOERR_LOCK;
  const int others = others_level(*c.shared, file);
  if (wanted == SQLITE_LOCK_SHARED && others >= SQLITE_LOCK_PENDING) return SQLITE_BUSY;
  if (wanted >= SQLITE_LOCK_RESERVED && others >= SQLITE_LOCK_RESERVED) return SQLITE_BUSY;
  int& level = c.shared->levels[file];
  if (wanted == SQLITE_LOCK_EXCLUSIVE && others >= SQLITE_LOCK_SHARED) {
    level = SQLITE_LOCK_PENDING;
    return SQLITE_BUSY;
  }
  level = std::max(level, wanted);
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int wanted) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  if (wanted == SQLITE_LOCK_NONE) {
    c.shared->levels.erase(file);
  } else {
    c.shared->levels[file] = std::min(level_of(*c.shared, file), wanted);
  }
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* out) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  *out = std::max(others_level(*c.shared, file), level_of(*c.shared, file)) >= SQLITE_LOCK_RESERVED ? 1 : 0;
  return SQLITE_OK;
}

// ---- content ----

int close_file(sqlite3_file* file) {
  Connection* c = &of(file);
  {
    const auto held = c->model->hold();
    c->shared->levels.erase(file);
    if (c->remove_at_close && c->model->alive(c->life)) (void)c->model->remove(c->path, false);
  }
  delete c;
  file->pMethods = nullptr;
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  const base::MutableBytes wanted(static_cast<base::Byte*>(out), static_cast<std::size_t>(size));
  std::size_t got = 0;
  const Done done = c.model->read(c.life, c.path, *c.inode, static_cast<std::uint64_t>(at), wanted, got);
  if (done != Done::ok) return SQLITE_IOERR_READ;
  if (got == wanted.size()) return SQLITE_OK;
  std::ranges::fill(wanted.subspan(got), base::Byte{0});
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  const base::ByteView given(static_cast<const base::Byte*>(bytes), static_cast<std::size_t>(size));
  return code_of(c.model->write(c.life, c.path, *c.inode, static_cast<std::uint64_t>(at), given), SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  return code_of(c.model->truncate(c.life, c.path, *c.inode, static_cast<std::uint64_t>(size)), SQLITE_IOERR_TRUNCATE);
}

int sync_file(sqlite3_file* file, int) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  const Done done = c.model->sync(c.life, c.path, *c.inode, c.sync_folder);
  if (done == Done::ok) c.sync_folder = false;
  return code_of(done, SQLITE_IOERR_FSYNC);
}

int file_size(sqlite3_file* file, sqlite3_int64* out) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  if (!c.model->alive(c.life)) return SQLITE_IOERR_FSTAT;
  *out = static_cast<sqlite3_int64>(c.inode->now.size());
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }  // what SQLite says of every disk on Unix
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// ---- shared memory beside the log ----

int map_memory(sqlite3_file* file, int number, int size, int extend, void volatile** out) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  *out = nullptr;
  if (!c.model->alive(c.life)) return SQLITE_IOERR_SHMMAP;
  c.shared->mapped.insert(file);
  auto& regions = c.shared->regions;
  const auto wanted = static_cast<std::size_t>(number);
  if (wanted >= regions.size() && extend == 0) return SQLITE_OK;
  while (wanted >= regions.size()) regions.push_back(std::make_unique<base::Byte[]>(static_cast<std::size_t>(size)));
  *out = regions[wanted].get();
  return SQLITE_OK;
}

void release_slot(Shared& shared, std::size_t slot, const void* who) {
  shared.readers[slot].erase(who);
  if (shared.writer[slot] == who) shared.writer[slot] = nullptr;
}

bool slot_is_free(const Shared& shared, std::size_t slot, const void* who, bool alone) {
  if (shared.writer[slot] != nullptr && shared.writer[slot] != who) return false;
  return !alone || std::ranges::all_of(shared.readers[slot], [&](const void* other) { return other == who; });
}

int lock_memory(sqlite3_file* file, int offset, int count, int flags) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  if (!c.model->alive(c.life)) return SQLITE_IOERR_SHMLOCK;
  const auto first = static_cast<std::size_t>(offset);
  const auto end = first + static_cast<std::size_t>(count);
  const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    for (std::size_t slot = first; slot < end; ++slot) release_slot(*c.shared, slot, file);
    return SQLITE_OK;
  }
  for (std::size_t slot = first; slot < end; ++slot) {
    if (!slot_is_free(*c.shared, slot, file, alone)) return SQLITE_BUSY;
  }
  for (std::size_t slot = first; slot < end; ++slot) {
    if (alone) {
      c.shared->writer[slot] = file;
    } else {
      c.shared->readers[slot].insert(file);
    }
  }
  return SQLITE_OK;
}

void memory_barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

// The memory's content goes with the last connection, as the operating system's file of it does.
int unmap_memory(sqlite3_file* file, int) {
  Connection& c = of(file);
  const auto held = c.model->hold();
  for (std::size_t slot = 0; slot < Shared::kSlots; ++slot) release_slot(*c.shared, slot, file);
  c.shared->mapped.erase(file);
  if (c.shared->mapped.empty() && c.model->alive(c.life)) c.shared->regions.clear();
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_memory,
    .xShmLock = lock_memory,
    .xShmBarrier = memory_barrier,
    .xShmUnmap = unmap_memory,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// ---- names ----

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  Model& model = of(vfs);
  const auto held = model.hold();
  auto connection = std::make_unique<Connection>();
  connection->path = name != nullptr ? name : "(temporary)";
  connection->model = static_cast<SimVfs*>(vfs->pAppData)->model;
  connection->life = model.life();
  bool made = false;
  const Done done = model.open(connection->path, (flags & SQLITE_OPEN_CREATE) != 0, connection->inode, made);
  if (done != Done::ok) return SQLITE_CANTOPEN;
  constexpr int logs = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  connection->sync_folder = made && (flags & logs) != 0;
  connection->remove_at_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  connection->shared = connection->inode->shared;
  if (out_flags != nullptr) *out_flags = flags;
  file->pMethods = &kMethods;
  reinterpret_cast<File*>(file)->connection = connection.release();
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  const auto held = of(vfs).hold();
  const Done done = of(vfs).remove(name, sync_folder != 0);
  return done == Done::not_found ? SQLITE_IOERR_DELETE_NOENT : code_of(done, SQLITE_IOERR_DELETE);
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* out) {
  const auto held = of(vfs).hold();
  *out = of(vfs).exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  const std::string_view path(name);
  if (path.size() >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  *std::ranges::copy(path, out).out = '\0';
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
  const auto held = of(vfs).hold();
  of(vfs).fill_random({reinterpret_cast<base::Byte*>(out), static_cast<std::size_t>(size)});
  return size;
}

// Somebody waits for another thread's lock: time is not simulated here, but the other thread has to come to its turn.
int sleep_for(sqlite3_vfs*, int microseconds) {
  std::this_thread::yield();
  return microseconds;
}

constexpr sqlite3_int64 kJulianDay = 212'900'000'000'000;  // SQLite asks, but nothing here depends on it
int time_now(sqlite3_vfs*, sqlite3_int64* out) {
  *out = kJulianDay;
  return SQLITE_OK;
}
int day_now(sqlite3_vfs*, double* out) {
  *out = static_cast<double>(kJulianDay) / 86'400'000.0;
  return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) { return 0; }

std::string next_name() {
  static std::atomic<std::uint64_t> count = 0;
  return "valise-sim-" + std::to_string(++count);
}

}  // namespace

SimVfs::SimVfs(std::shared_ptr<SimDisk::Model> disk) : model(std::move(disk)), name(next_name()) {
  registered.iVersion = 2;
  registered.szOsFile = sizeof(File);
  registered.mxPathname = 512;
  registered.zName = name.c_str();
  registered.pAppData = this;
  registered.xOpen = open_file;
  registered.xDelete = delete_file;
  registered.xAccess = access_file;
  registered.xFullPathname = full_path;
  registered.xRandomness = randomness;
  registered.xSleep = sleep_for;
  registered.xCurrentTime = day_now;
  registered.xGetLastError = last_error;
  registered.xCurrentTimeInt64 = time_now;
  if (sqlite3_vfs_register(&registered, 0) != SQLITE_OK) throw std::runtime_error("SQLite does not take the simulated disk");
}

SimVfs::~SimVfs() { sqlite3_vfs_unregister(&registered); }

}  // namespace valise::tests
