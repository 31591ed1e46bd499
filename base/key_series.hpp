// KeySeries: idempotency keys of one sender: eight random bytes, the same for the whole series, then a number. As different as
// random ones, but neighbours sort together, so that the relay finds them on few pages.
#pragma once

#include "base/ids.hpp"
#include "base/random.hpp"

namespace valise::base {

class KeySeries {
 public:
  explicit KeySeries(Random& random) : prefix_(random.array<kHalf>()) {}

  [[nodiscard]] IdempotencyKey next() {
    ByteArray<2 * kHalf> out{};
    std::copy(prefix_.begin(), prefix_.end(), out.begin());
    const std::uint64_t number = ++count_;
    for (std::size_t n = 0; n < kHalf; ++n) out[2 * kHalf - 1 - n] = static_cast<Byte>(number >> (8 * n));
    return IdempotencyKey(out);
  }

 private:
  static constexpr std::size_t kHalf = 8;

  ByteArray<kHalf> prefix_;
  std::uint64_t count_ = 0;
};

}  // namespace valise::base
