#include "base/quota.hpp"

#include <algorithm>
#include <cmath>

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
  const auto found = meters_.find(key);
  if (found != meters_.end()) return found->second.wait(quota_, now, amount);
  return meters_.size() < capacity_ ? QuotaMeter().wait(quota_, now, amount) : others_.wait(quota_, now, amount);
}

void QuotaTable::use(std::string_view key, Monotonic now, std::uint64_t amount) { meter_of(key, now).use(quota_, now, amount); }

QuotaMeter& QuotaTable::meter_of(std::string_view key, Monotonic now) {
  if (const auto found = meters_.find(key); found != meters_.end()) return found->second;
  if (meters_.size() >= capacity_) forget_the_empty(now);
  if (meters_.size() >= capacity_) return others_;
  return meters_[std::string(key)];
}

void QuotaTable::forget_the_empty(Monotonic now) {
  if (now - tidied_ < kTidyEvery) return;
  tidied_ = now;
  std::erase_if(meters_, [&](const auto& entry) { return entry.second.empty(quota_, now); });
}

}  // namespace valise::base
