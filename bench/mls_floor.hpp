// Floors: the public-key operations that RFC 9420 cannot do without, done with plain libsodium. What a floor counts for each
// operation stands in bench/README.md.
#pragma once

#include <cstddef>

#include "base/bytes.hpp"
#include "bench/mls_samples.hpp"

namespace valise::mls::bench {

// Signed: that many signatures (or verifications), each over so many bytes.
struct Signed {
  std::size_t count;
  std::size_t bytes;
};

struct Floor {
  std::vector<Signed> signatures = {};
  std::vector<Signed> verifications = {};
  std::size_t base = 0;     // X25519 with the base point: a public key
  std::size_t general = 0;  // X25519 with another's public key
};

// FloorRunner does what a floor counts, with keys of its own.
class FloorRunner {
 public:
  FloorRunner();

  // add takes one sample of an operation that just took value_us, and runs its floor at once.
  void add(Samples& samples, double value_us, const Floor& floor) const;

 private:
  [[nodiscard]] double signatures_us(const Signed& work) const;
  [[nodiscard]] double verifications_us(const Signed& work) const;
  [[nodiscard]] double floor_us(const Floor& floor) const;

  base::ByteArray<32> verify_key_{};
  base::ByteArray<64> signing_key_{};
  base::ByteArray<32> private_key_{};
  base::ByteArray<32> public_key_{};
};

}  // namespace valise::mls::bench
