#include "keys/crypto/x25519.hpp"

#include <sodium.h>

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
