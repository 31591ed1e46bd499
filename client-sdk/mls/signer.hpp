// Signer: "sign with this key". The group never holds a signature private key itself, so that it may live in a file, in memory or
// in a token. One signer serves all groups of a device; it must outlive them.
#pragma once

#include "client-sdk/mls/types.hpp"

namespace valise::mls {

class Signer {
 public:
  virtual ~Signer() = default;
  [[nodiscard]] virtual const SignaturePublicKey& public_key() const = 0;
  // sign fails with signing_failed.
  [[nodiscard]] virtual Result<Bytes> sign(ByteView data) const = 0;
};

}  // namespace valise::mls
