#include "tests/support/sim_model.hpp"

#include <algorithm>

namespace valise::tests {
namespace {

std::string folder_of(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

void put_bytes(base::Bytes& content, std::uint64_t at, base::ByteView bytes) {
  if (content.size() < at + bytes.size()) content.resize(at + bytes.size());
  std::ranges::copy(bytes, content.begin() + static_cast<std::ptrdiff_t>(at));
}

void apply(base::Bytes& content, const Unsynced& change) {
  if (change.truncation) {
    content.resize(change.at);
  } else {
    put_bytes(content, change.at, change.bytes);
  }
}

// for_each_sector gives the pieces of a write between borders of sectors.
template <class Use>
void for_each_sector(const Unsynced& write, Use use) {
  for (std::uint64_t from = 0; from < write.bytes.size();) {
    const std::uint64_t border = ((write.at + from) / kSector + 1) * kSector - write.at;
    const std::uint64_t to = std::min<std::uint64_t>(border, write.bytes.size());
    use(write.at + from, base::ByteView(write.bytes).subspan(from, to - from));
    from = to;
  }
}

// Survival decides for one power cut what of the unsynced reaches the medium.
class Survival {
 public:
  Survival(Loss loss, std::uint64_t seed, std::uint64_t last) : loss_(loss), random_(seed), last_(last) {}

  void settle(Inode& inode) {
    if (loss_ == Loss::nothing) {
      inode.synced = inode.now;  // also what a failed sync left in memory: the machine goes on
    } else {
      for (const Unsynced& change : inode.unsynced) settle(inode.synced, change);
      inode.now = inode.synced;
    }
    inode.unsynced.clear();
  }
  [[nodiscard]] bool keeps_name() {
    switch (loss_) {
      case Loss::nothing:
      case Loss::torn_last: return true;
      case Loss::all: return false;
      case Loss::scattered: return coin();
    }
    return false;
  }

 private:
  void settle(base::Bytes& content, const Unsynced& change) {
    switch (loss_) {
      case Loss::nothing: return;
      case Loss::all: return;
      case Loss::scattered: return scatter(content, change);
      case Loss::torn_last: return change.number == last_ ? tear(content, change) : apply(content, change);
    }
  }
  void scatter(base::Bytes& content, const Unsynced& change) {
    const std::uint64_t fate = random_() % 3;
    if (fate == 0) return;
    if (fate == 1 || change.truncation) return apply(content, change);
    for_each_sector(change, [&](std::uint64_t at, base::ByteView sector) {
      if (coin()) put_bytes(content, at, sector);
    });
  }
  void tear(base::Bytes& content, const Unsynced& change) {
    if (change.truncation) return;
    std::uint64_t sectors = 0;
    for_each_sector(change, [&](auto, auto) { ++sectors; });
    std::uint64_t left = random_() % std::max<std::uint64_t>(sectors, 1);
    for_each_sector(change, [&](std::uint64_t at, base::ByteView sector) {
      if (left == 0) return;
      put_bytes(content, at, sector);
      --left;
    });
  }
  bool coin() { return random_() % 2 == 0; }

  Loss loss_;
  std::mt19937_64 random_;
  std::uint64_t last_;
};

}  // namespace

std::string_view text_of(Loss loss) {
  switch (loss) {
    case Loss::nothing: return "nothing lost";
    case Loss::all: return "all lost";
    case Loss::scattered: return "scattered";
    case Loss::torn_last: return "last torn";
  }
  return "unknown";
}

// begin counts an operation and lets it fail if it is to fail.
Done SimDisk::Model::begin(const Operation& operation) {
  if (!power_) return Done::io_error;
  if (seen) seen(operation);
  ++counts[static_cast<std::size_t>(operation.op)];
  if (power_left > 0 && --power_left == 0) power_ = false;
  bool fails = !power_;
  for (Fault& fault : faults) {
    if (fault.op != operation.op || fault.times == 0) continue;
    if (!fault.path.empty() && fault.path != operation.path) continue;
    if (fault.nth > 1) {
      --fault.nth;
    } else {
      --fault.times;
      fails = true;
    }
  }
  return fails ? Done::io_error : Done::ok;
}

Done SimDisk::Model::open(const std::string& path, bool make, InodePtr& inode, bool& made) {
  if (const Done done = begin({.op = DiskOp::open, .path = path}); done != Done::ok) return done;
  inode = find(path);
  made = inode == nullptr && make;
  if (made) {
    inode = std::make_shared<Inode>();
    names[path] = inode;
    name_changes.push_back({path, inode});
  }
  return inode == nullptr ? Done::not_found : Done::ok;
}

Done SimDisk::Model::read(std::uint64_t life, const std::string& path, const Inode& inode, std::uint64_t at,
                          base::MutableBytes out, std::size_t& got) {
  if (!alive(life)) return Done::io_error;
  const Done done = begin({.op = DiskOp::read, .path = path, .offset = at, .size = out.size()});
  if (done != Done::ok) return done;
  got = at >= inode.now.size() ? 0 : std::min<std::size_t>(out.size(), inode.now.size() - at);
  std::ranges::copy(base::ByteView(inode.now).subspan(std::min<std::size_t>(at, inode.now.size()), got), out.begin());
  return Done::ok;
}

void SimDisk::Model::put(Inode& inode, std::uint64_t at, base::ByteView bytes) {
  if (bytes.empty()) return;
  put_bytes(inode.now, at, bytes);
  inode.unsynced.push_back({.number = next_number_++, .at = at, .bytes = base::to_bytes(bytes)});
}

Done SimDisk::Model::write(std::uint64_t life, const std::string& path, Inode& inode, std::uint64_t at, base::ByteView bytes) {
  if (!alive(life)) return Done::io_error;
  const Done done = begin({.op = DiskOp::write, .path = path, .offset = at, .size = bytes.size()});
  if (done != Done::ok) {
    if (power_) put(inode, at, bytes.first(std::min(bytes.size(), random_() % (bytes.size() / kSector + 1) * kSector)));
    return done;
  }
  const std::uint64_t end = at + bytes.size();
  const std::uint64_t grows = end > inode.now.size() ? end - inode.now.size() : 0;
  const std::uint64_t in_use = grows > 0 ? used() : 0;
  const std::uint64_t space = capacity > in_use ? capacity - in_use : 0;
  if (grows <= space) {
    put(inode, at, bytes);
    return Done::ok;
  }
  const std::uint64_t fits = inode.now.size() + space;
  if (fits > at) put(inode, at, bytes.first(fits - at));
  return Done::no_space;
}

Done SimDisk::Model::truncate(std::uint64_t life, const std::string& path, Inode& inode, std::uint64_t size) {
  if (!alive(life)) return Done::io_error;
  if (const Done done = begin({.op = DiskOp::truncate, .path = path, .offset = size}); done != Done::ok) return done;
  inode.now.resize(size);
  inode.unsynced.push_back({.number = next_number_++, .at = size, .truncation = true});
  return Done::ok;
}

Done SimDisk::Model::sync(std::uint64_t life, const std::string& path, Inode& inode, bool folder) {
  if (!alive(life)) return Done::io_error;
  const Done done = begin({.op = DiskOp::sync, .path = path});
  if (!power_) return Done::io_error;
  if (lies) return done;
  if (done == Done::ok) {
    for (const Unsynced& change : inode.unsynced) apply(inode.synced, change);
    if (folder) sync_folder_of(path);
  }
  inode.unsynced.clear();
  return done;
}

Done SimDisk::Model::remove(const std::string& path, bool sync_folder) {
  if (const Done done = begin({.op = DiskOp::remove, .path = path}); done != Done::ok) return done;
  if (names.erase(path) == 0) return Done::not_found;
  name_changes.push_back({path, nullptr});
  if (sync_folder) sync_folder_of(path);
  return Done::ok;
}

// exists is what SQLite asks on Unix: an empty file counts as none.
bool SimDisk::Model::exists(const std::string& path) const {
  const InodePtr inode = find(path);
  return inode != nullptr && !inode->now.empty();
}

void SimDisk::Model::sync_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  std::erase_if(name_changes, [&](const NameChange& change) {
    if (folder_of(change.path) != folder) return false;
    if (change.inode) {
      synced_names[change.path] = change.inode;
    } else {
      synced_names.erase(change.path);
    }
    return true;
  });
}

void SimDisk::Model::fill_random(base::MutableBytes out) {
  for (base::Byte& byte : out) byte = static_cast<base::Byte>(random_());
}

// power_cycle leaves the inodes of dead connections to them and goes on with new ones.
void SimDisk::Model::power_cycle(Loss loss, std::uint64_t seed) {
  Survival survival(loss, seed, next_number_ - 1);
  for (const NameChange& change : name_changes) {
    if (!survival.keeps_name()) continue;
    if (change.inode) {
      synced_names[change.path] = change.inode;
    } else {
      synced_names.erase(change.path);
    }
  }
  name_changes.clear();
  for (auto& [path, inode] : synced_names) {
    auto fresh = std::make_shared<Inode>(*inode);
    fresh->shared = std::make_shared<Shared>();
    survival.settle(*fresh);
    inode = std::move(fresh);
  }
  names = synced_names;
  locked.clear();
  faults.clear();
  power_left = 0;
  power_ = true;
  ++life_;
}

std::shared_ptr<SimDisk::Model> SimDisk::Model::copy(std::uint64_t seed) const {
  auto other = std::make_shared<Model>(seed);
  std::map<const Inode*, InodePtr> copies;
  const auto copied = [&](const InodePtr& inode) -> InodePtr {
    if (inode == nullptr) return nullptr;
    InodePtr& fresh = copies[inode.get()];
    if (fresh == nullptr) {
      fresh = std::make_shared<Inode>(*inode);
      fresh->shared = std::make_shared<Shared>();
    }
    return fresh;
  };
  for (const auto& [path, inode] : names) other->names[path] = copied(inode);
  for (const auto& [path, inode] : synced_names) other->synced_names[path] = copied(inode);
  for (const NameChange& change : name_changes) other->name_changes.push_back({change.path, copied(change.inode)});
  other->set_aside = set_aside;
  other->capacity = capacity;
  other->lies = lies;
  other->next_number_ = next_number_;
  return other;
}

InodePtr SimDisk::Model::find(const std::string& path) const {
  const auto found = names.find(path);
  return found == names.end() ? nullptr : found->second;
}

std::uint64_t SimDisk::Model::used() const {
  std::uint64_t sum = 0;
  for (const auto& [path, inode] : names) sum += inode->now.size();
  for (const auto& [path, bytes] : set_aside) sum += bytes;
  return sum;
}

}  // namespace valise::tests
