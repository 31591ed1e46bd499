// Cipher suites 0x0001 and 0x0003 of RFC 9420 (X25519, HKDF-SHA256, Ed25519; AES-128-GCM or ChaCha20-Poly1305) on keys/crypto.
#pragma once

#include "client-sdk/mls/cipher_suite.hpp"
#include "client-sdk/mls/signer.hpp"
#include "keys/crypto/ed25519.hpp"

namespace valise::mls {

[[nodiscard]] const CipherSuite& suite_x25519_aes128gcm();
[[nodiscard]] const CipherSuite& suite_x25519_chacha20poly1305();

// Ed25519Signer signs with a key in memory, which it owns.
class Ed25519Signer final : public Signer {
 public:
  explicit Ed25519Signer(crypto::SigningKey key)
      : key_(std::move(key)), public_key_{base::to_bytes(ByteView(key_.verify_key().view()))} {}

  [[nodiscard]] const SignaturePublicKey& public_key() const override { return public_key_; }
  [[nodiscard]] Result<Bytes> sign(ByteView data) const override { return base::to_bytes(ByteView(key_.sign(data))); }

 private:
  crypto::SigningKey key_;
  SignaturePublicKey public_key_;
};

}  // namespace valise::mls
