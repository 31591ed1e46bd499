// SeededRandom: randomness that can be replayed. For tests only.
#pragma once

#include <random>

#include "base/random.hpp"

namespace valise::interop {

class SeededRandom final : public base::Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}

  void fill(base::MutableBytes out) override {
    for (base::Byte& byte : out) byte = static_cast<base::Byte>(engine_());
  }
  // below gives a number less than `end`, which is not zero.
  [[nodiscard]] std::size_t below(std::size_t end) { return engine_() % end; }
  // chance is true once in `of` times.
  [[nodiscard]] bool chance(std::size_t of) { return below(of) == 0; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace valise::interop
