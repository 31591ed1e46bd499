#include "client-sdk/mls/cipher_suite.hpp"

#include "client-sdk/mls/suite_x25519.hpp"

namespace valise::mls {

const CipherSuite* CipherSuite::find(CipherSuiteId id) {
  switch (id) {
    case CipherSuiteId::x25519_aes128gcm_sha256_ed25519: return &suite_x25519_aes128gcm();
    case CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519: return &suite_x25519_chacha20poly1305();
  }
  return nullptr;
}

HpkeKeyPair CipherSuite::generate_key_pair(base::Random& random) const {
  const auto ikm = NodeSecret::make(hash_size(), [&](MutableBytes out) { random.fill(out); });
  return derive_key_pair(ikm.expose());
}

}  // namespace valise::mls
