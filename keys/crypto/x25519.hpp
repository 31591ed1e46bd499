// X25519 key agreement (RFC 7748). Results that are all zero (from points of small order) are refused.
#pragma once

#include "base/random.hpp"
#include "base/strong_id.hpp"
#include "keys/crypto/error.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {

using X25519PrivateKey = Secret<struct X25519PrivateKeyTag, 32>;
// X25519PublicKey: any 32 bytes parse; bad ones are refused by the agreement, and has_small_order knows them before.
using X25519PublicKey = base::BinaryId<struct X25519PublicKeyTag, 32>;
using X25519SharedSecret = Secret<struct X25519SharedSecretTag, 32>;

struct X25519KeyPair {
  X25519PrivateKey private_key;
  X25519PublicKey public_key;
};

[[nodiscard]] X25519KeyPair generate_x25519(base::Random& random);
// x25519_public gives the public key of a private one.
[[nodiscard]] X25519PublicKey x25519_public(const X25519PrivateKey& key);
// has_small_order tells whether no agreement with this key can succeed: it is one of the seven points of small order, in any of
// their encodings. The key is public, so this takes no care about timing.
[[nodiscard]] bool has_small_order(const X25519PublicKey& key);
// x25519 is the key agreement. The result is not uniform: derive keys from it. Fails with zero_shared_secret.
[[nodiscard]] base::Result<X25519SharedSecret> x25519(const X25519PrivateKey& key, const X25519PublicKey& peer);

}  // namespace valise::crypto
