// ShortHash: a hash of public keys and of identifiers for tables in memory, keyed with a random key of this process, so that
// nobody can choose them so that they fall together (SipHash-2-4). Differs from process to process: never stored, sent or signed.
#pragma once

#include "base/strong_id.hpp"
#include "keys/crypto/ed25519.hpp"

namespace valise::crypto {

// Never throws, and does not say so: the standard library's tables keep a hash beside each item only where computing it might.
// Computing it is dear here, as a table is made anew each time that it has grown.
struct ShortHash {
  [[nodiscard]] std::size_t operator()(base::ByteView bytes) const;
  [[nodiscard]] std::size_t operator()(const VerifyKey& key) const { return (*this)(base::ByteView(key.view())); }
  template <class Tag, std::size_t N>
  [[nodiscard]] std::size_t operator()(const base::BinaryId<Tag, N>& id) const {
    return (*this)(base::ByteView(id.view()));
  }
};

}  // namespace valise::crypto
