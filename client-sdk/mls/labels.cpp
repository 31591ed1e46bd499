#include "client-sdk/mls/labels.hpp"

namespace valise::mls {
namespace {

// labelled writes { opaque label<V> = "MLS 1.0 " + label; opaque content<V>; }, the form of SignContent and EncryptContext.
base::Writer& write_label(base::Writer& out, std::string_view label) {
  constexpr std::string_view prefix = "MLS 1.0 ";
  return out.varint(prefix.size() + label.size()).bytes(base::as_bytes(prefix)).bytes(base::as_bytes(label));
}

Bytes labelled(std::string_view label, ByteView content) {
  base::Writer out(label.size() + content.size() + 16);
  write_label(out, label).opaque(content);
  return out.take();
}

}  // namespace

void Derivation::expand(std::string_view label, ByteView context, MutableBytes out) {
  base::Writer info;
  info.u16(static_cast<std::uint16_t>(out.size()));
  write_label(info, label).opaque(context);
  from_->expand(info.view(), out);
}

Result<Bytes> sign_with_label(const Signer& signer, std::string_view label, ByteView content) {
  return signer.sign(labelled(label, content));
}

bool verify_with_label(const CipherSuite& suite, const SignaturePublicKey& key, std::string_view label, ByteView content,
                       ByteView signature) {
  return suite.verify(key, labelled(label, content), signature);
}

HpkeInfo encrypt_context(const CipherSuite& suite, std::string_view label, ByteView context) {
  return suite.hpke_info(labelled(label, context));
}

Result<HpkeCiphertext> encrypt_with_label(const CipherSuite& suite, const HpkePublicKey& to, std::string_view label,
                                          ByteView context, ByteView plaintext, base::Random& random) {
  return suite.hpke_seal(to, encrypt_context(suite, label, context), plaintext, random);
}

Result<SecretBytes> decrypt_with_label(const CipherSuite& suite, const HpkePrivateKey& key, const HpkePublicKey& public_key,
                                       std::string_view label, ByteView context, const HpkeCiphertext& sealed) {
  return suite.hpke_open(key, public_key, encrypt_context(suite, label, context), sealed);
}

Bytes ref_hash(const CipherSuite& suite, std::string_view label, ByteView value) {
  base::Writer out;
  out.opaque(base::as_bytes(label)).opaque(value);
  return suite.hash(out.view());
}

}  // namespace valise::mls
