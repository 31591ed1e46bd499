// Labelled cryptography: ExpandWithLabel and DeriveSecret (RFC 9420 section 8), SignWithLabel and EncryptWithLabel (5.1), RefHash
// (5.2). "MLS 1.0 " is put before every label here and nowhere else.
#pragma once

#include <string_view>

#include "client-sdk/mls/cipher_suite.hpp"
#include "client-sdk/mls/signer.hpp"

namespace valise::mls {

// Derivation derives from one secret whatever the RFC derives from it.
class Derivation {
 public:
  Derivation(const CipherSuite& suite, ByteView secret) : suite_(suite), from_(suite.expander(secret)) {}

  // expand is ExpandWithLabel.
  void expand(std::string_view label, ByteView context, MutableBytes out);
  // derive<To>(label, context, size) is ExpandWithLabel into a secret of type To.
  template <class To>
  [[nodiscard]] To derive(std::string_view label, ByteView context, std::size_t size) {
    return To::make(size, [&](MutableBytes out) { expand(label, context, out); });
  }
  // secret<To> is DeriveSecret.
  template <class To>
  [[nodiscard]] To secret(std::string_view label) {
    return derive<To>(label, {}, suite_.hash_size());
  }
  // tree_secret<To> is DeriveTreeSecret (section 9.1).
  template <class To>
  [[nodiscard]] To tree_secret(std::string_view label, Generation generation, std::size_t size) {
    return derive<To>(label, encode(generation), size);
  }

 private:
  const CipherSuite& suite_;
  std::unique_ptr<Expander> from_;
};

// derive, derive_secret and derive_tree_secret are for those who derive one thing only.
template <class To>
[[nodiscard]] To derive(const CipherSuite& suite, ByteView secret, std::string_view label, ByteView context, std::size_t size) {
  return Derivation(suite, secret).derive<To>(label, context, size);
}
template <class To>
[[nodiscard]] To derive_secret(const CipherSuite& suite, ByteView secret, std::string_view label) {
  return Derivation(suite, secret).secret<To>(label);
}
template <class To>
[[nodiscard]] To derive_tree_secret(const CipherSuite& suite, ByteView secret, std::string_view label, Generation generation,
                                    std::size_t size) {
  return Derivation(suite, secret).tree_secret<To>(label, generation, size);
}
// extract<To>: KDF.Extract.
template <class To>
[[nodiscard]] To extract(const CipherSuite& suite, ByteView salt, ByteView ikm) {
  return To::make(suite.hash_size(), [&](MutableBytes out) { suite.extract(salt, ikm, out); });
}

[[nodiscard]] Result<Bytes> sign_with_label(const Signer& signer, std::string_view label, ByteView content);
[[nodiscard]] bool verify_with_label(const CipherSuite& suite, const SignaturePublicKey& key, std::string_view label,
                                     ByteView content, ByteView signature);

// encrypt_context is EncryptContext, ready for use: who encrypts the same label and context to many makes it once and calls
// CipherSuite::hpke_seal.
[[nodiscard]] HpkeInfo encrypt_context(const CipherSuite& suite, std::string_view label, ByteView context);
[[nodiscard]] Result<HpkeCiphertext> encrypt_with_label(const CipherSuite& suite, const HpkePublicKey& to, std::string_view label,
                                                        ByteView context, ByteView plaintext, base::Random& random);
[[nodiscard]] Result<SecretBytes> decrypt_with_label(const CipherSuite& suite, const HpkePrivateKey& key,
                                                     const HpkePublicKey& public_key, std::string_view label, ByteView context,
                                                     const HpkeCiphertext& sealed);

// ref_hash takes the label whole, as the RFC writes it ("MLS 1.0 KeyPackage Reference").
[[nodiscard]] Bytes ref_hash(const CipherSuite& suite, std::string_view label, ByteView value);

}  // namespace valise::mls
