// CipherSuite: the seam to cryptography (RFC 9420 section 5.1). The group logic knows suites only through this interface; a
// further suite, a post-quantum one for instance, is one file with its implementation, made known by add() or a line in
// cipher_suite.cpp. Public keys, KEM outputs, ciphertexts and signatures may have any size; secrets have at most the capacity of
// their type (secrets.hpp): hashes and AEAD keys 64 bytes, HPKE private keys 128.
//
// Suites are stateless constants that live as long as the program; they may be used from any thread.
#pragma once

#include <memory>

#include "base/random.hpp"
#include "client-sdk/mls/codec.hpp"
#include "client-sdk/mls/secrets.hpp"

namespace valise::mls {

// HPKECiphertext (section 7.6).
struct HpkeCiphertext {
  Bytes kem_output;
  Bytes ciphertext;

  void encode(base::Writer& out) const { out.opaque(kem_output).opaque(ciphertext); }
  static HpkeCiphertext decode(Decoder& in) { return {.kem_output = in.opaque(), .ciphertext = in.opaque()}; }
  static void skip(Decoder& in) {
    in.view();
    in.view();
  }
};

// HpkeExport is what SetupBaseS and Context.Export give: the KEM output to send, and the secret.
struct HpkeExport {
  Bytes kem_output;
  InitSecret secret;
};

// HpkeInfo is the `info` of HPKE in the form that the suite wants, for however many recipients.
struct HpkeInfo {
  Bytes prepared;
};

// Expander is KDF.Expand of one secret, for whatever is derived from it. Its state is secret and wiped.
class Expander {
 public:
  virtual ~Expander() = default;
  virtual void expand(ByteView info, MutableBytes out) = 0;
};

struct HpkeKeyPair {
  HpkePrivateKey private_key;
  HpkePublicKey public_key;
};

class CipherSuite {
 public:
  virtual ~CipherSuite() = default;
  // find gives the suite, or nothing when this program does not have it.
  [[nodiscard]] static const CipherSuite* find(CipherSuiteId id);
  // ids gives the suites that this program has, those first that it prefers.
  [[nodiscard]] static std::vector<CipherSuiteId> ids();
  // add makes a suite known that lives as long as the program, with a number that no other has; at the program's start, before
  // any group exists and other threads run. Fails with invalid_argument when the number is taken.
  [[nodiscard]] static Result<> add(const CipherSuite& suite);

  [[nodiscard]] virtual CipherSuiteId id() const = 0;
  [[nodiscard]] virtual std::size_t hash_size() const = 0;   // KDF.Nh, also the size of MACs and hashes
  [[nodiscard]] virtual std::size_t key_size() const = 0;    // AEAD.Nk
  [[nodiscard]] virtual std::size_t nonce_size() const = 0;  // AEAD.Nn

  [[nodiscard]] virtual Bytes hash(ByteView data) const = 0;
  [[nodiscard]] virtual Bytes mac(ByteView key, ByteView data) const = 0;
  // verify_mac compares in constant time.
  [[nodiscard]] virtual bool verify_mac(ByteView key, ByteView data, ByteView tag) const = 0;
  // extract is the KDF's; it writes hash_size() bytes.
  virtual void extract(ByteView salt, ByteView ikm, MutableBytes out) const = 0;
  // expander takes what it needs of the secret; the suite must outlive it.
  [[nodiscard]] virtual std::unique_ptr<Expander> expander(ByteView secret) const = 0;

  [[nodiscard]] virtual Bytes seal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext) const = 0;
  // open fails with undecryptable.
  [[nodiscard]] virtual Result<Bytes> open(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext) const = 0;

  // derive_key_pair is the KEM's DeriveKeyPair.
  [[nodiscard]] virtual HpkeKeyPair derive_key_pair(ByteView ikm) const = 0;
  // public_key_of fails with invalid_argument when the private key is not one of this suite.
  [[nodiscard]] virtual Result<HpkePublicKey> public_key_of(const HpkePrivateKey& key) const = 0;
  // valid_public_key is false for keys to which nothing can be encrypted: of a wrong form, or of small order (RFC 9420 section
  // 10, RFC 7748 section 6.1).
  [[nodiscard]] virtual bool valid_public_key(const HpkePublicKey& key) const = 0;
  // hpke_info does what HPKE does with an info that is the same for many.
  [[nodiscard]] virtual HpkeInfo hpke_info(ByteView info) const = 0;
  // hpke_seal is SealBase of RFC 9180 without associated data; fails with invalid_argument for a bad public key.
  [[nodiscard]] virtual Result<HpkeCiphertext> hpke_seal(const HpkePublicKey& to, const HpkeInfo& info, ByteView plaintext,
                                                         base::Random& random) const = 0;
  // hpke_open is OpenBase of RFC 9180 without associated data. The public key must be the private key's. Fails with
  // undecryptable.
  [[nodiscard]] virtual Result<SecretBytes> hpke_open(const HpkePrivateKey& key, const HpkePublicKey& public_key,
                                                      const HpkeInfo& info, const HpkeCiphertext& sealed) const = 0;

  // hpke_setup_export is SetupBaseS and Context.Export with empty info: the joiner's side of hpke_export. Fails with
  // invalid_argument for a bad public key.
  [[nodiscard]] virtual Result<HpkeExport> hpke_setup_export(const HpkePublicKey& to, ByteView exporter_context,
                                                             base::Random& random) const = 0;
  // hpke_export is SetupBaseR and Context.Export with empty info, for external initialisation (section 8.3). Fails with
  // undecryptable.
  [[nodiscard]] virtual Result<InitSecret> hpke_export(const HpkePrivateKey& key, ByteView kem_output,
                                                       ByteView exporter_context) const = 0;

  // verify is false also for keys that are not valid for the suite, whatever the signature.
  [[nodiscard]] virtual bool verify(const SignaturePublicKey& key, ByteView data, ByteView signature) const = 0;

  // generate_key_pair makes a fresh HPKE key pair.
  [[nodiscard]] HpkeKeyPair generate_key_pair(base::Random& random) const;
};

}  // namespace valise::mls
