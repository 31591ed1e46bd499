#include "keys/crypto/key_holder.hpp"

namespace valise::crypto {

base::Result<Signature> sign_labelled(const KeyHolder& key, Label purpose, base::ByteView message) {
  const auto bytes = labelled(purpose, message);
  auto signature = key.sign(bytes);
  if (!signature) return signature;
  if (auto valid = verify(key.verify_key(), bytes, *signature); !valid) return pass_on(valid);
  return signature;
}

}  // namespace valise::crypto
