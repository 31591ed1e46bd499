#include "keys/crypto/short_hash.hpp"

#include <sodium.h>

#include <bit>

#include "keys/crypto/random.hpp"

namespace valise::crypto {
namespace {

struct Key {
  Key() {
    init();
    crypto_shorthash_keygen(bytes);
  }
  unsigned char bytes[crypto_shorthash_KEYBYTES];
};

}  // namespace

std::size_t ShortHash::operator()(base::ByteView bytes) const {
  static const Key secret;
  base::ByteArray<crypto_shorthash_BYTES> out{};
  crypto_shorthash(out.data(), bytes.data(), bytes.size(), secret.bytes);
  return std::bit_cast<std::uint64_t>(out);
}

}  // namespace valise::crypto
