#include "tests/support/sim_disk.hpp"

#include <numeric>

#include "sql/error.hpp"
#include "tests/support/sim_vfs.hpp"

namespace valise::tests {
namespace {

class SimLock final : public sql::FileLock {
 public:
  SimLock(std::shared_ptr<SimDisk::Model> model, std::string name)
      : model_(std::move(model)), name_(std::move(name)), life_(model_->life()) {}
  ~SimLock() override {
    const auto held = model_->hold();
    if (model_->life() == life_) model_->locked.erase(name_);
  }

 private:
  std::shared_ptr<SimDisk::Model> model_;
  std::string name_;
  std::uint64_t life_;
};

}  // namespace

SimDisk::SimDisk(std::uint64_t seed) : model_(std::make_shared<Model>(seed)), vfs_(std::make_unique<SimVfs>(model_)) {}
SimDisk::~SimDisk() = default;

const char* SimDisk::vfs() const { return vfs_->name.c_str(); }

base::Result<> SimDisk::make_private(const std::filesystem::path& path) {
  const auto held = model_->hold();
  InodePtr inode;
  bool made = false;
  if (model_->open(path.string(), true, inode, made) != Done::ok) return base::fail(sql::SqlError::cannot_open);
  return {};
}

base::Result<std::unique_ptr<sql::FileLock>> SimDisk::lock(const std::filesystem::path& path) {
  const auto held = model_->hold();
  const std::string name = path.string() + ".lock";
  if (!model_->has_power()) return base::fail(sql::SqlError::cannot_open, name);
  if (!model_->locked.insert(name).second) return base::fail(sql::SqlError::in_use, name);
  return std::make_unique<SimLock>(model_, name);
}

base::Result<> SimDisk::set_aside(const std::filesystem::path& path, std::uint64_t bytes) {
  const auto held = model_->hold();
  std::uint64_t& mine = model_->set_aside[path.string()];
  const std::uint64_t others = model_->used() - std::exchange(mine, 0);
  if (others > model_->capacity || model_->capacity - others < bytes) return base::fail(sql::SqlError::full);
  mine = bytes;
  return {};
}

base::Result<std::uint64_t> SimDisk::size(const std::filesystem::path& path) { return size_of(path.string()); }

base::Result<base::Bytes> SimDisk::read(const std::filesystem::path& path) {
  const auto held = model_->hold();
  const std::string name = path.string();
  const InodePtr inode = model_->find(name);
  if (inode == nullptr) return base::Bytes{};
  base::Bytes out(inode->now.size());
  std::size_t got = 0;
  if (model_->read(model_->life(), name, *inode, 0, out, got) != Done::ok) return base::fail(sql::SqlError::io, name);
  return out;
}

base::Result<> SimDisk::write(const std::filesystem::path& path, base::ByteView bytes, Sync sync) {
  const auto held = model_->hold();
  const std::string name = path.string();
  InodePtr inode;
  bool made = false;
  if (model_->open(name, true, inode, made) != Done::ok) return base::fail(sql::SqlError::cannot_open, name);
  const Done put = model_->write(model_->life(), name, *inode, 0, bytes);
  if (put != Done::ok) return base::fail(put == Done::no_space ? sql::SqlError::full : sql::SqlError::io, name);
  if (sync == Sync::yes && model_->sync(model_->life(), name, *inode, true) != Done::ok) {
    return base::fail(sql::SqlError::io, name);
  }
  return {};
}

void SimDisk::remove(const std::filesystem::path& path) {
  const auto held = model_->hold();
  model_->set_aside.erase(path.string());
}

void SimDisk::on_operation(std::function<void(const Operation&)> seen) {
  const auto held = model_->hold();
  model_->seen = std::move(seen);
}

std::uint64_t SimDisk::operations(DiskOp op) const {
  const auto held = model_->hold();
  return model_->counts[static_cast<std::size_t>(op)];
}

std::uint64_t SimDisk::operations() const {
  const auto held = model_->hold();
  return std::accumulate(model_->counts.begin(), model_->counts.end(), std::uint64_t{0});
}

void SimDisk::set_fault(Fault fault) {
  const auto held = model_->hold();
  model_->faults.push_back(std::move(fault));
}

void SimDisk::clear_faults() {
  const auto held = model_->hold();
  model_->faults.clear();
  model_->power_left = 0;
  model_->capacity = UINT64_MAX;
}

void SimDisk::cut_power_at(std::uint64_t nth) {
  const auto held = model_->hold();
  model_->power_left = nth;
}

void SimDisk::cut_power() {
  const auto held = model_->hold();
  model_->cut_power();
}

bool SimDisk::has_power() const {
  const auto held = model_->hold();
  return model_->has_power();
}

void SimDisk::power_cycle(Loss loss, std::uint64_t seed) {
  const auto held = model_->hold();
  model_->power_cycle(loss, seed);
}

void SimDisk::lie_about_syncs() {
  const auto held = model_->hold();
  model_->lies = true;
}

void SimDisk::set_capacity(std::uint64_t bytes) {
  const auto held = model_->hold();
  model_->capacity = bytes;
}

std::unique_ptr<SimDisk> SimDisk::copy(std::uint64_t seed) const {
  auto other = std::make_unique<SimDisk>(seed);
  const auto held = model_->hold();
  other->model_ = model_->copy(seed);
  other->vfs_->model = other->model_;
  return other;
}

std::vector<std::string> SimDisk::paths() const {
  const auto held = model_->hold();
  std::vector<std::string> out;
  for (const auto& [path, inode] : model_->names) out.push_back(path);
  return out;
}

std::uint64_t SimDisk::size_of(const std::string& path) const {
  const auto held = model_->hold();
  const InodePtr inode = model_->find(path);
  return inode ? inode->now.size() : 0;
}

std::uint64_t SimDisk::used() const {
  const auto held = model_->hold();
  return model_->used();
}

void SimDisk::flip_bit(const std::string& path, std::uint64_t bit) {
  const auto held = model_->hold();
  const InodePtr inode = model_->find(path);
  if (!inode) return;
  for (base::Bytes* content : {&inode->now, &inode->synced}) {
    if (bit / 8 < content->size()) (*content)[bit / 8] ^= static_cast<base::Byte>(1U << (bit % 8));
  }
}

void SimDisk::cut(const std::string& path, std::uint64_t size) {
  const auto held = model_->hold();
  const InodePtr inode = model_->find(path);
  if (!inode) return;
  for (base::Bytes* content : {&inode->now, &inode->synced}) content->resize(std::min<std::size_t>(content->size(), size));
}

void SimDisk::erase(const std::string& path) {
  const auto held = model_->hold();
  model_->names.erase(path);
  model_->synced_names.erase(path);
  std::erase_if(model_->name_changes, [&](const NameChange& change) { return change.path == path; });
}

}  // namespace valise::tests
