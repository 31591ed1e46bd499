// SimDisk::Model: the state of a simulated disk and what happens to it. One lock; see sim_disk.hpp for what is promised.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "base/bytes.hpp"
#include "tests/support/sim_disk.hpp"

namespace valise::tests {

constexpr std::size_t kSector = 512;

// What one operation came to; the VFS translates.
enum class Done { ok, io_error, no_space, not_found };

// Unsynced is a write or truncation that was not synced yet.
struct Unsynced {
  std::uint64_t number = 0;  // of all on this disk, in order
  std::uint64_t at = 0;      // offset; of a truncation: the new size
  base::Bytes bytes;
  bool truncation = false;
};

// Shared is what the connections to one database have in common: locks of the file and the memory beside the log.
struct Shared {
  static constexpr int kSlots = 8;
  std::map<const void*, int> levels;                   // of the file's lock, by connection
  std::vector<std::unique_ptr<base::Byte[]>> regions;  // of shared memory
  std::array<std::set<const void*>, kSlots> readers;   // of each slot
  std::array<const void*, kSlots> writer{};            // of each slot; null: none
  std::set<const void*> mapped;                        // connections that use the memory
};

// Inode is one file's content, whatever it is called.
struct Inode {
  base::Bytes now;     // what reads give
  base::Bytes synced;  // what the medium has for sure
  std::vector<Unsynced> unsynced;
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
};
using InodePtr = std::shared_ptr<Inode>;

// NameChange is a name that was made (or, with null, removed) and whose folder was not synced yet.
struct NameChange {
  std::string path;
  InodePtr inode;
};

class SimDisk::Model {
 public:
  explicit Model(std::uint64_t seed) : random_(seed) {}

  using Lock = std::unique_lock<std::recursive_mutex>;
  [[nodiscard]] Lock hold() const { return Lock(mutex_); }

  // ---- operations: call with the lock held; `life` is that of the connection ----
  [[nodiscard]] Done open(const std::string& path, bool make, InodePtr& inode, bool& made);
  [[nodiscard]] Done read(std::uint64_t life, const std::string& path, const Inode& inode, std::uint64_t at,
                          base::MutableBytes out, std::size_t& got);
  [[nodiscard]] Done write(std::uint64_t life, const std::string& path, Inode& inode, std::uint64_t at, base::ByteView bytes);
  [[nodiscard]] Done truncate(std::uint64_t life, const std::string& path, Inode& inode, std::uint64_t size);
  [[nodiscard]] Done sync(std::uint64_t life, const std::string& path, Inode& inode, bool folder);
  [[nodiscard]] Done remove(const std::string& path, bool sync_folder);
  [[nodiscard]] bool exists(const std::string& path) const;
  // life counts power cycles: a connection of an earlier one is dead.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  [[nodiscard]] bool alive(std::uint64_t life) const { return power_ && life == life_; }
  void fill_random(base::MutableBytes out);

  // ---- what SimDisk offers ----
  void power_cycle(Loss loss, std::uint64_t seed);
  [[nodiscard]] std::shared_ptr<Model> copy(std::uint64_t seed) const;
  [[nodiscard]] InodePtr find(const std::string& path) const;
  [[nodiscard]] std::uint64_t used() const;

  std::map<std::string, InodePtr> names;         // as programs see them
  std::map<std::string, InodePtr> synced_names;  // as the medium has them for sure
  std::vector<NameChange> name_changes;
  std::map<std::string, std::uint64_t> set_aside;  // files that only take space
  std::set<std::string> locked;
  std::array<std::uint64_t, 6> counts{};
  std::vector<Fault> faults;
  std::uint64_t power_left = 0;  // operations until the power goes; 0: not planned
  std::uint64_t capacity = UINT64_MAX;
  bool lies = false;  // about syncs
  std::function<void(const Operation&)> seen;

  void cut_power() { power_ = false; }
  [[nodiscard]] bool has_power() const { return power_; }

 private:
  [[nodiscard]] Done begin(const Operation& operation);
  void put(Inode& inode, std::uint64_t at, base::ByteView bytes);
  void sync_folder_of(const std::string& path);

  mutable std::recursive_mutex mutex_;
  std::mt19937_64 random_;
  std::uint64_t next_number_ = 1;
  std::uint64_t life_ = 1;
  bool power_ = true;
};

}  // namespace valise::tests
