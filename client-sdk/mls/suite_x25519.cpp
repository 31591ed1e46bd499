#include "client-sdk/mls/suite_x25519.hpp"

#include "keys/crypto/hkdf.hpp"
#include "keys/crypto/hpke.hpp"

namespace valise::mls {
namespace {

namespace hpke = crypto::hpke;

template <class Key>
Key key_from(ByteView bytes) {
  return Key::from_bytes(bytes.first<Key::size>());
}
hpke::KeyScheduleContext key_schedule_context(const HpkeInfo& info) {
  hpke::KeyScheduleContext out;
  std::ranges::copy(ByteView(info.prepared).first<sizeof out.bytes>(), out.bytes.begin());
  return out;
}
crypto::AeadNonce nonce_from(ByteView bytes) { return base::to_array(bytes.first<12>()); }

class HkdfExpander final : public Expander {
 public:
  explicit HkdfExpander(ByteView secret) : from_(secret) {}
  void expand(ByteView info, MutableBytes out) override { from_.expand_into({info}, out); }

 private:
  crypto::HkdfExpander from_;
};

// The two suites differ in the AEAD only: AeadKey is its key's type, Id its number for HPKE.
template <class AeadKey, hpke::Aead Id, CipherSuiteId Suite>
class X25519Suite final : public CipherSuite {
 public:
  CipherSuiteId id() const override { return Suite; }
  std::size_t hash_size() const override { return 32; }
  std::size_t key_size() const override { return AeadKey::size; }
  std::size_t nonce_size() const override { return 12; }

  Bytes hash(ByteView data) const override { return base::to_bytes(ByteView(crypto::Sha256::of(data))); }
  Bytes mac(ByteView key, ByteView data) const override { return base::to_bytes(ByteView(crypto::HmacSha256::of(key, data))); }
  bool verify_mac(ByteView key, ByteView data, ByteView tag) const override { return crypto::HmacSha256::verify(key, data, tag); }
  void extract(ByteView salt, ByteView ikm, MutableBytes out) const override {
    crypto::hkdf_extract_into(salt, {ikm}, out.first<32>());
  }
  std::unique_ptr<Expander> expander(ByteView secret) const override { return std::make_unique<HkdfExpander>(secret); }

  Bytes seal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext) const override {
    return crypto::seal(key_from<AeadKey>(key), nonce_from(nonce), aad, plaintext);
  }
  Result<Bytes> open(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext) const override {
    auto opened = crypto::open(key_from<AeadKey>(key), nonce_from(nonce), aad, ciphertext);
    if (!opened) return base::fail(MlsError::undecryptable);
    return opened;
  }

  HpkeKeyPair derive_key_pair(ByteView ikm) const override {
    const auto pair = hpke::derive_key_pair(ikm);
    return {HpkePrivateKey::from_bytes(pair.private_key.expose()), {base::to_bytes(ByteView(pair.public_key.view()))}};
  }
  Result<HpkePublicKey> public_key_of(const HpkePrivateKey& key) const override {
    if (key.size() != 32) return base::fail(MlsError::invalid_argument, "HPKE private key");
    return HpkePublicKey{
        base::to_bytes(ByteView(crypto::x25519_public(key_from<crypto::X25519PrivateKey>(key.expose())).view()))};
  }
  bool valid_public_key(const HpkePublicKey& key) const override {
    const auto parsed = crypto::X25519PublicKey::parse(ByteView(key.data));
    return parsed && !crypto::has_small_order(*parsed);
  }

  HpkeInfo hpke_info(ByteView info) const override {
    return {base::to_bytes(ByteView(hpke::key_schedule_context(Id, info).bytes))};
  }
  Result<HpkeCiphertext> hpke_seal(const HpkePublicKey& to, const HpkeInfo& info, ByteView plaintext,
                                   base::Random& random) const override {
    const auto key = crypto::X25519PublicKey::parse(ByteView(to.data));
    if (!key) return base::fail(MlsError::invalid_argument, "HPKE public key");
    auto sealed = hpke::seal_base(Id, *key, key_schedule_context(info), {}, plaintext, random);
    if (!sealed) return base::fail(MlsError::invalid_argument, "HPKE public key");
    return HpkeCiphertext{base::to_bytes(ByteView(sealed->enc)), std::move(sealed->ciphertext)};
  }
  Result<SecretBytes> hpke_open(const HpkePrivateKey& key, const HpkePublicKey& public_key, const HpkeInfo& info,
                                const HpkeCiphertext& sealed) const override {
    const auto own = crypto::X25519PublicKey::parse(ByteView(public_key.data));
    if (key.size() != 32 || !own) return base::fail(MlsError::undecryptable);
    const hpke::KeyPair pair{key_from<crypto::X25519PrivateKey>(key.expose()), *own};
    auto opened = hpke::open_base(Id, sealed.kem_output, pair, key_schedule_context(info), {}, sealed.ciphertext);
    if (!opened) return base::fail(MlsError::undecryptable);
    return SecretBytes::adopt(std::move(*opened));
  }

  Result<HpkeExport> hpke_setup_export(const HpkePublicKey& to, ByteView exporter_context, base::Random& random) const override {
    const auto key = crypto::X25519PublicKey::parse(ByteView(to.data));
    if (!key) return base::fail(MlsError::invalid_argument, "HPKE public key");
    const auto setup = hpke::setup_sender(Id, *key, {}, random);
    if (!setup) return base::fail(MlsError::invalid_argument, "HPKE public key");
    return HpkeExport{base::to_bytes(ByteView(setup->enc)), InitSecret::make(hash_size(), [&](MutableBytes out) {
                        setup->context.export_into(exporter_context, out);
                      })};
  }
  Result<InitSecret> hpke_export(const HpkePrivateKey& key, ByteView kem_output, ByteView exporter_context) const override {
    if (key.size() != 32) return base::fail(MlsError::undecryptable);
    const auto context = hpke::setup_receiver(Id, kem_output, key_from<crypto::X25519PrivateKey>(key.expose()), {});
    if (!context) return base::fail(MlsError::undecryptable);
    return InitSecret::make(hash_size(), [&](MutableBytes out) { context->export_into(exporter_context, out); });
  }

  bool verify(const SignaturePublicKey& key, ByteView data, ByteView signature) const override {
    if (key.data.size() != crypto::VerifyKey::size) return false;
    const auto admitted = crypto::VerifyKey::from_admitted(ByteView(key.data).first<crypto::VerifyKey::size>());
    return crypto::verify(admitted, data, signature).has_value();
  }
};

}  // namespace

const CipherSuite& suite_x25519_aes128gcm() {
  static const X25519Suite<crypto::Aes128Key, hpke::Aead::aes_128_gcm, CipherSuiteId::x25519_aes128gcm_sha256_ed25519> suite;
  return suite;
}

const CipherSuite& suite_x25519_chacha20poly1305() {
  static const X25519Suite<crypto::ChaChaKey, hpke::Aead::chacha20_poly1305,
                           CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519>
      suite;
  return suite;
}

}  // namespace valise::mls
