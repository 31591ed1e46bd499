// SeededRandom: the same bytes in every run, for tests, generators and replays of what failed. Never for real keys.
#pragma once

#include <random>

#include "base/random.hpp"

namespace valise::tests {

class SeededRandom final : public base::Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}
  void fill(base::MutableBytes out) override {
    for (auto& byte : out) byte = static_cast<base::Byte>(engine_());
  }
  // below gives a number in [0, limit), close enough to evenly for tests; limit must not be zero.
  [[nodiscard]] std::size_t below(std::size_t limit) { return engine_() % limit; }
  // chance is true once in `of` times.
  [[nodiscard]] bool chance(std::size_t of) { return below(of) == 0; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace valise::tests
