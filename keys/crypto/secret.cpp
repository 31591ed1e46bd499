#include "keys/crypto/secret.hpp"

#include <sodium.h>

namespace valise::crypto {

void wipe(base::MutableBytes memory) { sodium_memzero(memory.data(), memory.size()); }

}  // namespace valise::crypto
