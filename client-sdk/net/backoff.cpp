#include "client-sdk/net/backoff.hpp"

#include <algorithm>

namespace valise::sdk::net {
namespace {

// uniform gives 0 to `bound`, both included; the bias of the remainder is below 2^-40 for any wait that makes sense.
std::chrono::milliseconds uniform(base::Random& random, std::chrono::milliseconds bound) {
  std::uint64_t number = 0;
  for (const auto byte : random.array<8>()) number = number << 8 | byte;
  return std::chrono::milliseconds(number % (static_cast<std::uint64_t>(bound.count()) + 1));
}

}  // namespace

std::chrono::milliseconds Backoff::next() {
  constexpr unsigned kMaxDoublings = 20;
  const auto bound =
      std::min<std::chrono::milliseconds>(limits_.first * (1LL << std::min(attempts_, kMaxDoublings)), limits_.longest);
  ++attempts_;
  return std::exchange(asked_, std::chrono::milliseconds(0)) + uniform(*random_, bound);
}

void Backoff::succeeded() {
  attempts_ = 0;
  asked_ = std::chrono::milliseconds(0);
}

void Backoff::relay_asks(std::chrono::milliseconds wait) {
  asked_ = std::clamp(wait, std::chrono::milliseconds(0), limits_.longest_request);
}

}  // namespace valise::sdk::net
