// LyingLog: a log whose key signs two histories that part after a common beginning; and requests to a witness for any head of
// either.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "keys/directory/witness_request.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::witness::testing {

using tests::SeededRandom;

class LyingLog {
 public:
  static constexpr std::uint64_t common = 5;
  static constexpr std::uint64_t most = 64;
  inline static const std::string origin = "valise.example/directory";

  explicit LyingLog(std::uint32_t seed = 7) : random_(seed), key_(crypto::SigningKey::generate(random_)) {
    for (std::uint64_t i = 0; i < most; ++i) {
      trees_[0].append(leaf(i, 0));
      trees_[1].append(leaf(i, i < common ? 0 : 1));
    }
  }

  [[nodiscard]] const crypto::SigningKey& key() const { return key_; }
  [[nodiscard]] const directory::MerkleLog& tree(std::size_t history) const { return trees_.at(history); }
  [[nodiscard]] directory::Head head(std::size_t history, std::uint64_t size) const {
    return {.size = size, .root = trees_.at(history).root_at(size).value()};
  }
  [[nodiscard]] directory::Checkpoint note(std::size_t history, std::uint64_t size) const {
    auto out = directory::Checkpoint::make(origin, head(history, size));
    out.sign(key_);
    return out;
  }
  // request proves from `old` to `size` within the history.
  [[nodiscard]] directory::WitnessRequest request(std::size_t history, std::uint64_t old, std::uint64_t size) const {
    auto proof = trees_.at(history).consistency_proof(old, size);
    return {.old_size = old, .proof = proof ? *proof : directory::MerkleProof{}, .checkpoint = note(history, size)};
  }
  // is_in tells whether a head belongs to a history.
  [[nodiscard]] bool is_in(std::size_t history, const directory::Head& given) const { return head(history, given.size) == given; }

 private:
  static directory::TreeHash leaf(std::uint64_t index, int history) {
    return directory::leaf_hash(base::as_bytes(std::to_string(index) + "/" + std::to_string(history)));
  }

  SeededRandom random_;
  crypto::SigningKey key_;
  std::array<directory::MerkleLog, 2> trees_;
};

class SetClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return at; }
  [[nodiscard]] base::Monotonic monotonic() const override { return {}; }
  base::UnixMillis at{std::chrono::seconds(1'800'000'000)};
};

}  // namespace valise::witness::testing
