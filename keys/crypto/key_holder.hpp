// KeyHolder: whoever signs with an Ed25519 key of the registrar or of an authority: a key that was read from a key file, or a
// token (keys/token) out of which the key never comes. Signing may fail, as a token may be pulled out. One thread at a time.
#pragma once

#include <memory>
#include <vector>

#include "keys/crypto/ed25519.hpp"

namespace valise::crypto {

class KeyHolder {
 public:
  KeyHolder() = default;
  KeyHolder(const KeyHolder&) = delete;
  KeyHolder& operator=(const KeyHolder&) = delete;
  virtual ~KeyHolder() = default;

  [[nodiscard]] virtual const VerifyKey& verify_key() const = 0;
  // sign is plain Ed25519. Callers outside this folder use sign_labelled.
  [[nodiscard]] virtual base::Result<Signature> sign(base::ByteView message) const = 0;
};
using KeyHolders = std::vector<std::unique_ptr<KeyHolder>>;

// KeyInMemory holds a key that was read from a key file.
class KeyInMemory final : public KeyHolder {
 public:
  explicit KeyInMemory(SigningKey key) : key_(std::move(key)) {}
  [[nodiscard]] const VerifyKey& verify_key() const override { return key_.verify_key(); }
  [[nodiscard]] base::Result<Signature> sign(base::ByteView message) const override { return key_.sign(message); }

 private:
  SigningKey key_;
};

// sign_labelled signs "Valise 1.0 <purpose>" || 0x00 || message and verifies the signature before it gives it away, because a
// token is not ours. Fails as the holder does, or with bad_signature.
[[nodiscard]] base::Result<Signature> sign_labelled(const KeyHolder& key, Label purpose, base::ByteView message);

}  // namespace valise::crypto
