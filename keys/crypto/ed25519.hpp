// Ed25519 signatures (RFC 8032), verified strictly: S canonical, R and the public key not of small order, the key's encoding
// canonical. Outside MLS every signature is labelled: it covers "Valise 1.0 <purpose>" || 0x00 || message, so that a signature
// for one purpose is none for another. MLS has labels of its own (RFC 9420 section 5.1.2) and uses sign() and verify().
#pragma once

#include "base/random.hpp"
#include "base/strong_id.hpp"
#include "keys/crypto/error.hpp"
#include "keys/crypto/label.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {

using Signature = base::ByteArray<64>;
// SigningSeed is the private key as RFC 8032, RFC 9420's vectors and our key files have it.
using SigningSeed = Secret<struct SigningSeedTag, 32>;

// VerifyKey is a public key: a value, ordered and hashable.
class VerifyKey {
 public:
  static constexpr std::size_t size = 32;

  // parse accepts 32 bytes that encode, canonically, a point of the prime-order group. Use it where a key is admitted. Fails with
  // bad_public_key.
  [[nodiscard]] static base::Result<VerifyKey> parse(base::ByteView bytes);
  // from_admitted takes a key that parse() accepted before (from a database, from the verified directory), or that has to prove
  // itself by a signature before anything comes of it. Verification refuses small-order and non-canonical keys even so.
  [[nodiscard]] static VerifyKey from_admitted(base::FixedView<size> bytes) { return VerifyKey(base::to_array(bytes)); }

  [[nodiscard]] base::FixedView<size> view() const { return bytes_; }
  friend auto operator<=>(const VerifyKey&, const VerifyKey&) = default;

 private:
  explicit VerifyKey(const base::ByteArray<size>& bytes) : bytes_(bytes) {}

  base::ByteArray<size> bytes_;
};

// SigningKey is move-only and wiped. Signing is deterministic; from any thread.
class SigningKey {
 public:
  [[nodiscard]] static SigningKey generate(base::Random& random);
  [[nodiscard]] static SigningKey from_seed(const SigningSeed& seed);

  [[nodiscard]] const VerifyKey& verify_key() const { return public_; }
  // expose_seed gives the seed for a key file or a store.
  [[nodiscard]] SigningSeed expose_seed() const;
  // sign is plain Ed25519, for MLS and signed notes, which bring labels of their own.
  [[nodiscard]] Signature sign(base::ByteView message) const;

 private:
  using Expanded = Secret<struct ExpandedSigningKeyTag, 64>;  // seed || public key, as libsodium wants it
  SigningKey(Expanded expanded, const VerifyKey& key) : expanded_(std::move(expanded)), public_(key) {}

  Expanded expanded_;
  VerifyKey public_;
};

// verify fails with bad_signature, also for a signature that is not 64 bytes long.
[[nodiscard]] base::Result<> verify(const VerifyKey& key, base::ByteView message, base::ByteView signature);

// sign_labelled signs "Valise 1.0 <purpose>" || 0x00 || message.
[[nodiscard]] Signature sign_labelled(const SigningKey& key, Label purpose, base::ByteView message);
// verify_labelled fails with bad_signature.
[[nodiscard]] base::Result<> verify_labelled(const VerifyKey& key, Label purpose, base::ByteView message,
                                             base::ByteView signature);
// labelled gives the bytes that sign_labelled signs, for signers that live elsewhere (tokens).
[[nodiscard]] base::Bytes labelled(Label purpose, base::ByteView message);

}  // namespace valise::crypto

template <>
struct std::hash<valise::crypto::VerifyKey> {
  std::size_t operator()(const valise::crypto::VerifyKey& key) const {
    return std::hash<std::string_view>{}(valise::base::as_text(key.view()));
  }
};
