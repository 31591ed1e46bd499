// A cipher suite without any security, for fuzz targets only: it costs a hash where others cost a scalar multiplication, and
// signs for any public key. What a member in collusion with others could sign, a fuzzer then can.
#pragma once

#include "client-sdk/mls/cipher_suite.hpp"
#include "client-sdk/mls/signer.hpp"

namespace valise::fuzz {

// quick_suite is known to CipherSuite::find from its first use on.
[[nodiscard]] const mls::CipherSuite& quick_suite();

// QuickSigner signs for a public key without a private one.
class QuickSigner final : public mls::Signer {
 public:
  explicit QuickSigner(mls::SignaturePublicKey key) : key_(std::move(key)) {}
  [[nodiscard]] const mls::SignaturePublicKey& public_key() const override { return key_; }
  [[nodiscard]] mls::Result<mls::Bytes> sign(mls::ByteView data) const override;

 private:
  mls::SignaturePublicKey key_;
};

}  // namespace valise::fuzz
