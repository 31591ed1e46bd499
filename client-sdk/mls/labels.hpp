// Labelled cryptography: ExpandWithLabel and DeriveSecret (RFC 9420 section 8), SignWithLabel and EncryptWithLabel (5.1), RefHash
// (5.2). "MLS 1.0 " is put before every label here and nowhere else.
#pragma once

#include <string_view>

#include "client-sdk/mls/cipher_suite.hpp"
#include "client-sdk/mls/signer.hpp"

namespace valise::mls {

void expand_with_label(const CipherSuite& suite, ByteView secret, std::string_view label, ByteView context, MutableBytes out);

// derive<To>(suite, secret, label, context, size): ExpandWithLabel into a secret of type To.
template <class To>
[[nodiscard]] To derive(const CipherSuite& suite, ByteView secret, std::string_view label, ByteView context, std::size_t size) {
  return To::make(size, [&](MutableBytes out) { expand_with_label(suite, secret, label, context, out); });
}
// derive_secret<To>: DeriveSecret.
template <class To>
[[nodiscard]] To derive_secret(const CipherSuite& suite, ByteView secret, std::string_view label) {
  return derive<To>(suite, secret, label, {}, suite.hash_size());
}
// derive_tree_secret<To>: DeriveTreeSecret (section 9.1).
template <class To>
[[nodiscard]] To derive_tree_secret(const CipherSuite& suite, ByteView secret, std::string_view label, Generation generation,
                                    std::size_t size) {
  return derive<To>(suite, secret, label, encode(generation), size);
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
