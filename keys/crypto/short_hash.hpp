// ShortHash: a hash of public keys for tables in memory, keyed with a random key of this process, so that nobody can choose keys
// that fall together (SipHash-2-4). Differs from process to process: never stored, sent or signed.
#pragma once

#include "keys/crypto/ed25519.hpp"

namespace valise::crypto {

struct ShortHash {
  [[nodiscard]] std::size_t operator()(const VerifyKey& key) const noexcept;
};

}  // namespace valise::crypto
