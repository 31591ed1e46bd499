#include "wire/turns.hpp"

#include <algorithm>
#include <cmath>

namespace valise::wire {
namespace {

// So much at once delays everybody else by as much.
constexpr double kMostAtOnce = 1000;  // microseconds
constexpr std::size_t kAddressesRemembered = 65'536;
constexpr std::chrono::hours kRememberedFor{24};

double share_of(std::uint64_t percent) { return static_cast<double>(percent) / 100; }

}  // namespace

double Turns::Queue::used_at(base::Monotonic now) const {
  const auto passed = std::chrono::duration<double, std::micro>(now - at).count();
  return std::max(0.0, used - std::max(0.0, passed) * share);
}

Turns::Time Turns::Queue::until_free(base::Monotonic now) const {
  const auto excess = used_at(now) - kMostAtOnce;
  return Time(excess < 0 ? 0 : static_cast<std::int64_t>(std::ceil(excess / share)) + 1);
}

void Turns::Queue::use(double time, base::Monotonic now) {
  used = std::max(0.0, used_at(now) + time);
  at = std::max(at, now);
}

Turns::Waiting& Turns::Queue::pop() {
  auto& lane = lanes.front();
  Waiting& first = *lane.waiting.front();
  lane.waiting.pop_front();
  if (lane.waiting.empty()) {
    by_address.erase(lane.address);
    lanes.pop_front();
  } else {
    lanes.splice(lanes.end(), lanes, lanes.begin());
  }
  return first;
}

Turns::Turns(const DoorLimits& limits)
    : queues_{Queue{.share = share_of(limits.known_handshake_percent)},
              Queue{.share = share_of(limits.stranger_handshake_percent)}},
      known_({.amount = 1, .period = kRememberedFor}, kAddressesRemembered) {}

// With more addresses than are remembered, all would look known; then none is.
Turns::Standing Turns::standing_of(const std::string& address, base::Monotonic now) const {
  const bool known = known_.size() < kAddressesRemembered && known_.wait(address, now, 1).count() > 0;
  return known ? Standing::known : Standing::stranger;
}

void Turns::trust(const std::string& address, base::Monotonic now) {
  if (known_.wait(address, now, 1) < kRememberedFor / 2) known_.use(address, now, 1);
}

void Turns::join(Waiting& waiting) {
  auto& queue = queue_of(waiting.standing);
  const auto [place, is_new] = queue.by_address.try_emplace(waiting.address);
  if (is_new) place->second = queue.lanes.insert(queue.lanes.end(), Lane{.address = waiting.address, .waiting = {}});
  place->second->waiting.push_back(&waiting);
  waiting.queued = true;
  ++size_;
}

void Turns::leave(Waiting& waiting) {
  if (!std::exchange(waiting.queued, false)) return;
  auto& queue = queue_of(waiting.standing);
  const auto place = queue.by_address.find(waiting.address);
  place->second->waiting.remove(&waiting);
  --size_;
  if (!place->second->waiting.empty()) return;
  queue.lanes.erase(place->second);
  queue.by_address.erase(place);
}

Turns::Waiting* Turns::next(base::Monotonic now) {
  for (auto& queue : queues_) {
    if (queue.lanes.empty() || queue.until_free(now).count() > 0) continue;
    Waiting& first = queue.pop();
    first.queued = false;
    first.paid = Time(static_cast<std::int64_t>(usual_cost_));
    queue.use(usual_cost_, now);
    --size_;
    return &first;
  }
  return nullptr;
}

std::optional<Turns::Time> Turns::until(base::Monotonic now) const {
  std::optional<Time> soonest;
  for (const auto& queue : queues_) {
    if (!queue.lanes.empty()) soonest = std::min(soonest.value_or(Time::max()), queue.until_free(now));
  }
  return soonest;
}

void Turns::ended(const Waiting& waiting, Time cost, base::Monotonic now) {
  queue_of(waiting.standing).use(static_cast<double>((cost - waiting.paid).count()), now);
  usual_cost_ += (static_cast<double>(cost.count()) - usual_cost_) / 64;
}

}  // namespace valise::wire
