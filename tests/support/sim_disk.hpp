// SimDisk: a disk in memory for SQLite that can lose power, fail, fill up and rot, the same way each time for the same seed.
//
// It is a sql::FileSystem: whatever opens its databases with `files = &disk` runs on it. Each disk is a SQLite VFS of its own;
// WAL works (shared memory and locks are there, within the process). SQLCipher sits above it as above any VFS. Like ext4 behind
// SQLite's unix VFS it says that a write leaves the bytes beside it alone, and syncs a new log's directory with its first sync.
//
// What is on the disk. A file has what was synced and the writes since then, in order. Names (made, removed) are apart from
// contents: a new file's name is only safe after its folder was synced (SQLite does so with the first sync of a new journal or
// log). power_cycle() decides which unsynced things survive; synced ones always do.
//
// What can be asked for: a power cut before the n-th operation (all later ones fail until power_cycle()), an error at the n-th
// operation of a kind, a capacity, damage to what is stored. on_operation() sees every operation before it happens and may
// copy() the disk there: so one run of a scenario gives every crash point, without repeating what went before.
//
// What is not modelled: reads after a failed sync that give old content, rename, permissions. The bytes of encrypted pages differ
// from run to run (their nonces come from the system); which operations happen, in which order and size, does not.
//
// Threads: everything may be called from any thread; deterministic if the caller's operations come in the same order.
// Ownership: the disk outlives every connection and lock that was opened on it. Connections opened before a power_cycle() only
// fail from then on; they may be closed at any time, which changes nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sql/file_system.hpp"

namespace valise::tests {

// The kinds of operations. `open` counts files opened or made; `remove` is the removal of a name.
enum class DiskOp { open, read, write, truncate, sync, remove };

struct Operation {
  DiskOp op = DiskOp::read;
  std::string path;
  std::uint64_t offset = 0;  // of a read or write; the new size of a truncate
  std::uint64_t size = 0;    // of a read or write
};

// What a power cut does to that which was not synced.
enum class Loss {
  nothing,    // none: the process was killed, the machine went on
  all,        // everything unsynced is lost
  scattered,  // of each unsynced write all, nothing or some sectors of 512 bytes survive; of names some; by the seed
  torn_last,  // everything survives but the end of the last write, cut at a sector's border chosen by the seed
};
constexpr Loss kPowerLosses[] = {Loss::all, Loss::scattered, Loss::torn_last};
[[nodiscard]] std::string_view text_of(Loss loss);

// Fault: the operations number `nth` to `nth + times - 1` of this kind (on this file, if there is a path), counted from
// set_fault() on, fail with an I/O error. A write that fails has written some of its sectors (by the disk's seed). After a sync
// that failed the writes that it was to make safe never become so, whatever is synced later; reads still see them, until
// power_cycle().
struct Fault {
  DiskOp op = DiskOp::sync;
  std::uint64_t nth = 1;
  std::uint64_t times = 1;
  std::string path = {};
};
constexpr std::uint64_t kForEver = UINT64_MAX / 2;

class SimDisk final : public sql::FileSystem {
 public:
  explicit SimDisk(std::uint64_t seed = 1);
  ~SimDisk() override;
  SimDisk(const SimDisk&) = delete;
  SimDisk& operator=(const SimDisk&) = delete;

  // ---- sql::FileSystem ----
  [[nodiscard]] const char* vfs() const override;
  [[nodiscard]] base::Result<> make_private(const std::filesystem::path& path) override;
  [[nodiscard]] base::Result<std::unique_ptr<sql::FileLock>> lock(const std::filesystem::path& path) override;
  [[nodiscard]] base::Result<> set_aside(const std::filesystem::path& path, std::uint64_t bytes) override;
  [[nodiscard]] base::Result<std::uint64_t> size(const std::filesystem::path& path) override;
  [[nodiscard]] base::Result<base::Bytes> read(const std::filesystem::path& path) override;
  [[nodiscard]] base::Result<> write(const std::filesystem::path& path, base::ByteView bytes, Sync sync) override;
  void remove(const std::filesystem::path& path) override;

  // ---- what happens ----

  // on_operation sets who sees each operation before it is done, inside the disk's lock: it may use this disk, not another
  // thread's help. Null for nobody.
  void on_operation(std::function<void(const Operation&)> seen);
  // operations gives how many there were of a kind, and of all kinds, failed ones included. A copy() begins at 0.
  [[nodiscard]] std::uint64_t operations(DiskOp op) const;
  [[nodiscard]] std::uint64_t operations() const;

  // ---- faults ----

  void set_fault(Fault fault);
  // clear_faults ends faults and the power cut that is planned, and lifts the capacity.
  void clear_faults();
  // cut_power_at cuts the power before the n-th operation from now (1: the next).
  void cut_power_at(std::uint64_t nth);
  // cut_power cuts it now.
  void cut_power();
  [[nodiscard]] bool has_power() const;
  // power_cycle switches the disk off (if it is not) and on: decides what of the unsynced survives, ends all locks, shared memory
  // and connections, clears faults.
  void power_cycle(Loss loss, std::uint64_t seed);
  // lie_about_syncs: from now on (copies included) syncs say that all is well and make nothing safe, as some disks do. Nothing
  // that is promised can be kept on such a disk; it shows that a test notices.
  void lie_about_syncs();
  // set_capacity: all files together take so many bytes; a write beyond fails with "no space" after having written what fits.
  void set_capacity(std::uint64_t bytes);

  // ---- what is stored ----

  // copy gives another disk with the same content, synced and unsynced, without connections, locks, faults and observer.
  [[nodiscard]] std::unique_ptr<SimDisk> copy(std::uint64_t seed) const;
  // paths gives the names that are visible, sorted.
  [[nodiscard]] std::vector<std::string> paths() const;
  // size_of gives a file's size; 0 when there is none. used gives that of all together and of what is set aside.
  [[nodiscard]] std::uint64_t size_of(const std::string& path) const;
  [[nodiscard]] std::uint64_t used() const;
  // flip_bit, cut and erase damage what is stored, synced or not. cut makes a file shorter.
  void flip_bit(const std::string& path, std::uint64_t bit);
  void cut(const std::string& path, std::uint64_t size);
  void erase(const std::string& path);

  class Model;  // for the VFS (sim_vfs.hpp)

 private:
  std::shared_ptr<Model> model_;
  std::unique_ptr<struct SimVfs> vfs_;
};

}  // namespace valise::tests
