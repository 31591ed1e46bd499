#include "base/quota.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace valise::base {
namespace {

// Looking at every key takes time, so not more often than this.
constexpr std::chrono::seconds kTidyEvery{1};

double per_second(const Quota& quota) { return static_cast<double>(quota.amount) / static_cast<double>(quota.period.count()); }

}  // namespace

double QuotaMeter::level(const Quota& quota, Monotonic now) const {
  const auto passed = std::chrono::duration<double>(now - at_).count();
  return std::max(0.0, level_ - std::max(0.0, passed) * per_second(quota));
}

std::chrono::milliseconds QuotaMeter::wait(const Quota& quota, Monotonic now, std::uint64_t amount) const {
  const auto room = static_cast<double>(quota.amount) - static_cast<double>(std::min(amount, quota.amount));
  const auto excess = level(quota, now) - room;
  if (excess <= 0) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(excess / per_second(quota) * 1000.0)));
}

void QuotaMeter::use(const Quota& quota, Monotonic now, std::uint64_t amount) {
  level_ = level(quota, now) + static_cast<double>(amount);
  at_ = std::max(at_, now);
}

std::chrono::milliseconds QuotaTable::wait(std::string_view key, Monotonic now, std::uint64_t amount) const {
  const auto& slot = slots_[place_of(key)];
  if (slot.key_at != Slot::free) return slot.meter.wait(quota_, now, amount);
  return size_ < capacity_ ? QuotaMeter().wait(quota_, now, amount) : others_.wait(quota_, now, amount);
}

void QuotaTable::use(std::string_view key, Monotonic now, std::uint64_t amount) { meter_of(key, now).use(quota_, now, amount); }

QuotaMeter& QuotaTable::meter_of(std::string_view key, Monotonic now) {
  if (auto& slot = slots_[place_of(key)]; slot.key_at != Slot::free) return slot.meter;
  if (size_ >= capacity_) forget_the_empty(now);
  if (size_ >= capacity_) return others_;
  return add(key).meter;
}

std::size_t QuotaTable::place_of(std::string_view key) const {
  const auto last = slots_.size() - 1;
  auto place = std::hash<std::string_view>()(key) & last;
  while (slots_[place].key_at != Slot::free && key_of(slots_[place]) != key) place = (place + 1) & last;
  return place;
}

QuotaTable::Slot& QuotaTable::add(std::string_view key) {
  if (size_ + 1 > slots_.size() / 2) rebuild(slots_.size() * 2, [](const QuotaMeter&) { return true; });
  auto& slot = slots_[place_of(key)];
  slot.key_at = static_cast<std::uint32_t>(keys_.size());
  slot.key_size = static_cast<std::uint32_t>(key.size());
  keys_.append(key);
  ++size_;
  return slot;
}

void QuotaTable::rebuild(std::size_t slots, const std::function<bool(const QuotaMeter&)>& keep) {
  const auto before = std::exchange(slots_, std::vector<Slot>(slots));
  const auto keys = std::exchange(keys_, {});
  size_ = 0;
  for (const auto& slot : before) {
    if (slot.key_at != Slot::free && keep(slot.meter)) {
      add(std::string_view(keys).substr(slot.key_at, slot.key_size)).meter = slot.meter;
    }
  }
}

void QuotaTable::forget_the_empty(Monotonic now) {
  if (now - tidied_ < kTidyEvery) return;
  tidied_ = now;
  rebuild(slots_.size(), [&](const QuotaMeter& meter) { return !meter.empty(quota_, now); });
}

}  // namespace valise::base
