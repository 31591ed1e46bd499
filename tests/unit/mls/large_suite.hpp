// A cipher suite for tests only, whose sizes are those of a post-quantum one: it shows that nothing above the seam knows the
// sizes of the suites that there are. Underneath it is suite 0x0003; the rest of each key and ciphertext is padding that is
// checked. It has no security of its own and a private-use number.
#pragma once

#include "client-sdk/mls/suite_x25519.hpp"

namespace valise::mls::test {

inline constexpr CipherSuiteId large_suite_id{0xf0a2};
inline constexpr std::size_t large_public_key = 1216;     // X-Wing
inline constexpr std::size_t large_kem_output = 1120;     // X-Wing
inline constexpr std::size_t large_private_key = 112;     // a hybrid's two seeds
inline constexpr std::size_t large_hash = 64;             // as SHA-512
inline constexpr std::size_t large_signature_key = 1952;  // ML-DSA-65
inline constexpr std::size_t large_signature = 3309;      // ML-DSA-65

// large_suite is the suite, made known to CipherSuite::find by the first call.
[[nodiscard]] const CipherSuite& large_suite();

// LargeSigner signs as the suite verifies.
class LargeSigner final : public Signer {
 public:
  explicit LargeSigner(crypto::SigningKey key);
  [[nodiscard]] const SignaturePublicKey& public_key() const override { return public_key_; }
  [[nodiscard]] Result<Bytes> sign(ByteView data) const override;

 private:
  Ed25519Signer inner_;
  SignaturePublicKey public_key_;
};

}  // namespace valise::mls::test
