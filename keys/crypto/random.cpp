#include "keys/crypto/random.hpp"

#include <sodium.h>

#include <cstdlib>

namespace valise::crypto {

void init() {
  static const int result = sodium_init();  // 1 where another library did it before us
  if (result < 0) std::abort();
}

void SystemRandom::fill(base::MutableBytes out) {
  if (!out.empty()) randombytes_buf(out.data(), out.size());
}

}  // namespace valise::crypto
