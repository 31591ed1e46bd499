// Random: randomness as a parameter. The real one is keys/crypto's SystemRandom (libsodium); tests pass a seeded one.
#pragma once

#include "base/bytes.hpp"
#include "base/strong_id.hpp"

namespace valise::base {

class Random {
 public:
  virtual ~Random() = default;
  // fill overwrites all of `out` with random bytes; never fails.
  virtual void fill(MutableBytes out) = 0;

  template <std::size_t N>
  [[nodiscard]] ByteArray<N> array() {
    ByteArray<N> out;
    fill(out);
    return out;
  }
  // id makes a fresh random identifier: `random.id<MessageId>()`.
  template <class Id>
  [[nodiscard]] Id id() {
    return Id(array<Id::size>());
  }
};

}  // namespace valise::base
