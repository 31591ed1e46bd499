// Authenticated encryption with associated data: ChaCha20-Poly1305 (RFC 8439) and XChaCha20-Poly1305 from libsodium, AES-128-GCM
// (NIST SP 800-38D) from OpenSSL. The key's type chooses the algorithm. The tag is always 16 bytes and stands at the end.
//
// The caller never uses a nonce twice with one key. Plaintexts that hold keys go through open_into() or SecretBytes::adopt().
#pragma once

#include "keys/crypto/error.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {

inline constexpr std::size_t aead_tag_size = 16;

using Aes128Key = Secret<struct Aes128KeyTag, 16>;
using ChaChaKey = Secret<struct ChaChaKeyTag, 32>;
using XChaChaKey = Secret<struct XChaChaKeyTag, 32>;
using AeadNonce = base::ByteArray<12>;     // AES-128-GCM, ChaCha20-Poly1305
using XChaChaNonce = base::ByteArray<24>;  // long enough to be random

// seal gives ciphertext || tag.
[[nodiscard]] base::Bytes seal(const Aes128Key& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView plaintext);
[[nodiscard]] base::Bytes seal(const ChaChaKey& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView plaintext);
[[nodiscard]] base::Bytes seal(const XChaChaKey& key, const XChaChaNonce& nonce, base::ByteView aad, base::ByteView plaintext);

// open_into writes the plaintext to `out`, whose size must be that of `sealed` less the tag. Fails with decryption_failed, and
// has then wiped `out`.
[[nodiscard]] base::Result<> open_into(const Aes128Key& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView sealed,
                                       base::MutableBytes out);
[[nodiscard]] base::Result<> open_into(const ChaChaKey& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView sealed,
                                       base::MutableBytes out);
[[nodiscard]] base::Result<> open_into(const XChaChaKey& key, const XChaChaNonce& nonce, base::ByteView aad,
                                       base::ByteView sealed, base::MutableBytes out);

// open gives the plaintext. Fails with decryption_failed, also for what is shorter than a tag.
template <class Key, class Nonce>
[[nodiscard]] base::Result<base::Bytes> open(const Key& key, const Nonce& nonce, base::ByteView aad, base::ByteView sealed) {
  if (sealed.size() < aead_tag_size) return base::fail(CryptoError::decryption_failed);
  base::Bytes out(sealed.size() - aead_tag_size);
  if (auto opened = open_into(key, nonce, aad, sealed, out); !opened) return base::pass_on(opened);
  return out;
}

}  // namespace valise::crypto
