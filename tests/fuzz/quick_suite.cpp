#include "tests/fuzz/quick_suite.hpp"

#include "keys/crypto/aead.hpp"
#include "keys/crypto/hkdf.hpp"
#include "tests/fuzz/target.hpp"

namespace valise::fuzz {
namespace {

using namespace mls;

crypto::ChaChaKey key_from(ByteView bytes) { return crypto::ChaChaKey::from_bytes(bytes.first<32>()); }
crypto::AeadNonce nonce_from(ByteView bytes) { return base::to_array(bytes.first<12>()); }

Bytes digest(std::initializer_list<ByteView> parts) { return base::to_bytes(ByteView(crypto::Sha256::of_parts(parts))); }

// The KEM: a public key is the hash of the private one; the shared secret is the hash of the public key and the encapsulation.
Bytes shared_secret(const HpkePublicKey& key, ByteView kem_output) { return digest({key.data, kem_output}); }

class QuickExpander final : public Expander {
 public:
  explicit QuickExpander(ByteView secret) : from_(secret) {}
  void expand(ByteView info, MutableBytes out) override { from_.expand_into({info}, out); }

 private:
  crypto::HkdfExpander from_;
};

class QuickSuite final : public CipherSuite {
 public:
  CipherSuiteId id() const override { return CipherSuiteId(0xf0f0); }
  std::size_t hash_size() const override { return 32; }
  std::size_t key_size() const override { return 32; }
  std::size_t nonce_size() const override { return 12; }

  Bytes hash(ByteView data) const override { return digest({data}); }
  Bytes mac(ByteView key, ByteView data) const override { return base::to_bytes(ByteView(crypto::HmacSha256::of(key, data))); }
  bool verify_mac(ByteView key, ByteView data, ByteView tag) const override { return crypto::HmacSha256::verify(key, data, tag); }
  void extract(ByteView salt, ByteView ikm, MutableBytes out) const override {
    crypto::hkdf_extract_into(salt, {ikm}, out.first<32>());
  }
  std::unique_ptr<Expander> expander(ByteView secret) const override { return std::make_unique<QuickExpander>(secret); }

  Bytes seal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext) const override {
    return crypto::seal(key_from(key), nonce_from(nonce), aad, plaintext);
  }
  Result<Bytes> open(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext) const override {
    auto opened = crypto::open(key_from(key), nonce_from(nonce), aad, ciphertext);
    if (!opened) return base::fail(MlsError::undecryptable);
    return opened;
  }

  HpkeKeyPair derive_key_pair(ByteView ikm) const override {
    auto private_key = HpkePrivateKey::from_bytes(digest({ikm}));
    HpkePublicKey public_key{digest({private_key.expose()})};
    return {std::move(private_key), std::move(public_key)};
  }
  Result<HpkePublicKey> public_key_of(const HpkePrivateKey& key) const override {
    if (key.size() != 32) return base::fail(MlsError::invalid_argument, "HPKE private key");
    return HpkePublicKey{digest({key.expose()})};
  }
  bool valid_public_key(const HpkePublicKey& key) const override { return key.data.size() == 32; }

  HpkeInfo hpke_info(ByteView info) const override { return {digest({info})}; }
  Result<HpkeCiphertext> hpke_seal(const HpkePublicKey& to, const HpkeInfo& info, ByteView plaintext,
                                   base::Random& random) const override {
    if (to.data.size() != 32) return base::fail(MlsError::invalid_argument, "HPKE public key");
    Bytes output = base::to_bytes(ByteView(random.array<32>()));
    Bytes sealed = seal(shared_secret(to, output), Bytes(12), info.prepared, plaintext);
    return HpkeCiphertext{std::move(output), std::move(sealed)};
  }
  Result<SecretBytes> hpke_open(const HpkePrivateKey& key, const HpkePublicKey& public_key, const HpkeInfo& info,
                                const HpkeCiphertext& sealed) const override {
    if (key.size() != 32 || sealed.kem_output.size() != 32) return base::fail(MlsError::undecryptable);
    require(public_key.data == digest({key.expose()}));  // the caller's duty
    auto opened = open(shared_secret(public_key, sealed.kem_output), Bytes(12), info.prepared, sealed.ciphertext);
    if (!opened) return base::pass_on(opened);
    return SecretBytes::adopt(std::move(*opened));
  }
  Result<HpkeExport> hpke_setup_export(const HpkePublicKey& to, ByteView exporter_context, base::Random& random) const override {
    if (to.data.size() != 32) return base::fail(MlsError::invalid_argument, "HPKE public key");
    Bytes output = base::to_bytes(ByteView(random.array<32>()));
    auto secret = InitSecret::from_bytes(digest({shared_secret(to, output), exporter_context}));
    return HpkeExport{std::move(output), std::move(secret)};
  }
  Result<InitSecret> hpke_export(const HpkePrivateKey& key, ByteView kem_output, ByteView exporter_context) const override {
    if (key.size() != 32 || kem_output.size() != 32) return base::fail(MlsError::undecryptable);
    return InitSecret::from_bytes(digest({shared_secret({digest({key.expose()})}, kem_output), exporter_context}));
  }

  bool verify(const SignaturePublicKey& key, ByteView data, ByteView signature) const override {
    return key.data.size() == 32 && verify_mac(key.data, data, signature);
  }
};

}  // namespace

const CipherSuite& quick_suite() {
  static const QuickSuite suite;
  static const bool known = CipherSuite::add(suite).has_value();
  require(known);
  return suite;
}

Result<Bytes> QuickSigner::sign(ByteView data) const { return quick_suite().mac(key_.data, data); }

}  // namespace valise::fuzz
