// SystemRandom: the operating system's randomness through libsodium, and the initialisation of libsodium.
#pragma once

#include "base/random.hpp"

namespace valise::crypto {

// init prepares libsodium. Everything in this folder that needs it calls it, from any thread and as often as it likes; programs
// need not. Ends the process if the system has no randomness: nothing here can work without.
void init();

// SystemRandom has no state; one per owner or one for all, from any thread.
class SystemRandom final : public base::Random {
 public:
  SystemRandom() { init(); }
  void fill(base::MutableBytes out) override;
};

// random_secret makes a fresh key: `random_secret<FileKey>(random)`.
template <class SecretType>
[[nodiscard]] SecretType random_secret(base::Random& random) {
  return SecretType::make([&](std::span<base::Byte, SecretType::size> out) { random.fill(out); });
}

}  // namespace valise::crypto
