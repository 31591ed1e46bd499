#include "keys/crypto/constant_time.hpp"

#include <sodium.h>

namespace valise::crypto {

bool constant_time_equal(base::ByteView a, base::ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace valise::crypto
