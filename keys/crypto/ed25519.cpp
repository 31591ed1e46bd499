#include "keys/crypto/ed25519.hpp"

#include <sodium.h>

#include "keys/crypto/random.hpp"

namespace valise::crypto {

base::Result<VerifyKey> VerifyKey::parse(base::ByteView bytes) {
  init();
  if (bytes.size() != size || crypto_core_ed25519_is_valid_point(bytes.data()) != 1) {
    return base::fail(CryptoError::bad_public_key);
  }
  return VerifyKey(base::to_array(base::FixedView<size>(bytes.first<size>())));
}

SigningKey SigningKey::generate(base::Random& random) { return from_seed(random_secret<SigningSeed>(random)); }

SigningKey SigningKey::from_seed(const SigningSeed& seed) {
  init();
  base::ByteArray<VerifyKey::size> key;
  auto expanded = Expanded::make(
      [&](std::span<base::Byte, 64> out) { crypto_sign_seed_keypair(key.data(), out.data(), seed.expose().data()); });
  return {std::move(expanded), VerifyKey::from_admitted(key)};
}

SigningSeed SigningKey::expose_seed() const { return SigningSeed::from_bytes(expanded_.expose().first<32>()); }

Signature SigningKey::sign(base::ByteView message) const {
  Signature out;
  crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), expanded_.expose().data());
  return out;
}

base::Result<> verify(const VerifyKey& key, base::ByteView message, base::ByteView signature) {
  init();
  if (signature.size() != crypto_sign_BYTES ||
      crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.view().data()) != 0) {
    return base::fail(CryptoError::bad_signature);
  }
  return {};
}

base::Bytes labelled(Label purpose, base::ByteView message) {
  auto out = base::to_bytes("Valise 1.0 ");
  base::append(out, base::as_bytes(purpose.text()));
  out.push_back(0);
  base::append(out, message);
  return out;
}

Signature sign_labelled(const SigningKey& key, Label purpose, base::ByteView message) {
  return key.sign(labelled(purpose, message));
}

base::Result<> verify_labelled(const VerifyKey& key, Label purpose, base::ByteView message, base::ByteView signature) {
  return verify(key, labelled(purpose, message), signature);
}

}  // namespace valise::crypto
