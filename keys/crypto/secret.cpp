#include "keys/crypto/secret.hpp"

#include <sodium.h>

namespace valise::crypto {

void wipe(base::MutableBytes memory) { sodium_memzero(memory.data(), memory.size()); }

void wipe(std::span<char> memory) { sodium_memzero(memory.data(), memory.size()); }

void wipe(std::string& text) {
  text.resize(text.capacity());  // what was cut off may still be there
  sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace valise::crypto
