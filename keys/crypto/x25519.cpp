#include "keys/crypto/x25519.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "keys/crypto/random.hpp"

namespace valise::crypto {

X25519KeyPair generate_x25519(base::Random& random) {
  auto key = random_secret<X25519PrivateKey>(random);
  auto public_key = x25519_public(key);
  return {std::move(key), public_key};
}

X25519PublicKey x25519_public(const X25519PrivateKey& key) {
  init();
  base::ByteArray<32> out;
  crypto_scalarmult_base(out.data(), key.expose().data());
  return X25519PublicKey(out);
}

bool has_small_order(const X25519PublicKey& key) {
  const auto view = key.view();
  const base::Byte last = view[31] & 0x7f;  // the agreement ignores the highest bit
  // 0 and 1, and p-1, p and p+1 for the prime p = 2^255 - 19.
  const auto rest_is = [&](base::Byte value) {
    return std::all_of(view.begin() + 1, view.begin() + 31, [&](base::Byte byte) { return byte == value; });
  };
  if (last == 0 && view[0] <= 1 && rest_is(0)) return true;
  if (last == 0x7f && view[0] >= 0xec && view[0] <= 0xee && rest_is(0xff)) return true;
  // The two x-coordinates of the points of order 8.
  static constexpr std::array<base::ByteArray<32>, 2> order_8 = {{
      {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
       0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
      {0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
       0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57},
  }};
  return std::ranges::any_of(order_8, [&](const base::ByteArray<32>& point) {
    return last == point[31] && std::equal(point.begin(), point.begin() + 31, view.begin());
  });
}

base::Result<X25519SharedSecret> x25519(const X25519PrivateKey& key, const X25519PublicKey& peer) {
  init();
  bool refused = false;
  auto shared = X25519SharedSecret::make([&](std::span<base::Byte, 32> out) {
    refused = crypto_scalarmult(out.data(), key.expose().data(), peer.view().data()) != 0 ||
              sodium_is_zero(out.data(), out.size()) == 1;
  });
  if (refused) return base::fail(CryptoError::zero_shared_secret);
  return shared;
}

}  // namespace valise::crypto
