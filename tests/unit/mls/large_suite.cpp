#include "tests/unit/mls/large_suite.hpp"

namespace valise::mls::test {
namespace {

constexpr Byte filler = 0xa5;

Bytes padded(ByteView bytes, std::size_t size) {
  Bytes out = base::to_bytes(bytes);
  out.resize(size, filler);
  return out;
}

// stripped gives what was padded, or nothing when the padding or the size is wrong.
std::optional<Bytes> stripped(ByteView bytes, std::size_t inner, std::size_t size) {
  if (bytes.size() != size) return std::nullopt;
  if (std::ranges::any_of(bytes.subspan(inner), [](Byte byte) { return byte != filler; })) return std::nullopt;
  return base::to_bytes(bytes.first(inner));
}

class LargeExpander final : public Expander {
 public:
  LargeExpander(const CipherSuite& suite, ByteView secret) : suite_(suite), secret_(base::to_bytes(secret)) {}
  void expand(ByteView info, MutableBytes out) override {
    Bytes input = {0};
    base::append(input, info);
    while (!out.empty()) {
      ++input.front();
      const std::size_t size = std::min(large_hash, out.size());
      std::ranges::copy(ByteView(suite_.mac(secret_, input)).first(size), out.begin());
      out = out.subspan(size);
    }
  }

 private:
  const CipherSuite& suite_;
  Bytes secret_;
};

class LargeSuite final : public CipherSuite {
 public:
  CipherSuiteId id() const override { return large_suite_id; }
  std::size_t hash_size() const override { return large_hash; }
  std::size_t key_size() const override { return inner_.key_size(); }
  std::size_t nonce_size() const override { return inner_.nonce_size(); }

  Bytes hash(ByteView data) const override {
    return both([&](Byte side) { return inner_.hash(with(side, data)); });
  }
  Bytes mac(ByteView key, ByteView data) const override {
    return both([&](Byte side) { return inner_.mac(key, with(side, data)); });
  }
  bool verify_mac(ByteView key, ByteView data, ByteView tag) const override { return base::equal(mac(key, data), tag); }
  void extract(ByteView salt, ByteView ikm, MutableBytes out) const override { std::ranges::copy(mac(salt, ikm), out.begin()); }
  std::unique_ptr<Expander> expander(ByteView secret) const override { return std::make_unique<LargeExpander>(*this, secret); }

  Bytes seal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext) const override {
    return inner_.seal(key, nonce, aad, plaintext);
  }
  Result<Bytes> open(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext) const override {
    return inner_.open(key, nonce, aad, ciphertext);
  }

  HpkeKeyPair derive_key_pair(ByteView ikm) const override {
    const HpkeKeyPair pair = inner_.derive_key_pair(ikm);
    return {HpkePrivateKey::from_bytes(padded(pair.private_key.expose(), large_private_key)), grown(pair.public_key)};
  }
  Result<HpkePublicKey> public_key_of(const HpkePrivateKey& key) const override {
    const auto small = shrunk(key);
    if (!small) return base::fail(MlsError::invalid_argument);
    auto found = inner_.public_key_of(*small);
    if (!found) return found;
    return grown(*found);
  }
  bool valid_public_key(const HpkePublicKey& key) const override {
    const auto small = shrunk(key);
    return small && inner_.valid_public_key(*small);
  }

  HpkeInfo hpke_info(ByteView info) const override { return inner_.hpke_info(info); }
  Result<HpkeCiphertext> hpke_seal(const HpkePublicKey& to, const HpkeInfo& info, ByteView plaintext,
                                   base::Random& random) const override {
    const auto small = shrunk(to);
    if (!small) return base::fail(MlsError::invalid_argument);
    auto sealed = inner_.hpke_seal(*small, info, plaintext, random);
    if (sealed) sealed->kem_output = padded(sealed->kem_output, large_kem_output);
    return sealed;
  }
  Result<SecretBytes> hpke_open(const HpkePrivateKey& key, const HpkePublicKey& public_key, const HpkeInfo& info,
                                const HpkeCiphertext& sealed) const override {
    const auto small_key = shrunk(key);
    const auto small_public = shrunk(public_key);
    const auto output = stripped(sealed.kem_output, 32, large_kem_output);
    if (!small_key || !small_public || !output) return base::fail(MlsError::undecryptable);
    return inner_.hpke_open(*small_key, *small_public, info, {*output, sealed.ciphertext});
  }

  Result<HpkeExport> hpke_setup_export(const HpkePublicKey& to, ByteView context, base::Random& random) const override {
    const auto small = shrunk(to);
    if (!small) return base::fail(MlsError::invalid_argument);
    auto made = inner_.hpke_setup_export(*small, context, random);
    if (!made) return made;
    return HpkeExport{padded(made->kem_output, large_kem_output), doubled(made->secret)};
  }
  Result<InitSecret> hpke_export(const HpkePrivateKey& key, ByteView kem_output, ByteView context) const override {
    const auto small = shrunk(key);
    const auto output = stripped(kem_output, 32, large_kem_output);
    if (!small || !output) return base::fail(MlsError::undecryptable);
    const auto secret = inner_.hpke_export(*small, *output, context);
    if (!secret) return std::unexpected(secret.error());
    return doubled(*secret);
  }

  // Rooms of tests sign with Ed25519 as it is; LargeSigner with padding.
  bool verify(const SignaturePublicKey& key, ByteView data, ByteView signature) const override {
    if (key.data.size() == 32) return inner_.verify(key, data, signature);
    const auto small_key = stripped(key.data, 32, large_signature_key);
    const auto small = stripped(signature, 64, large_signature);
    return small_key && small && inner_.verify({*small_key}, data, *small);
  }

 private:
  template <class Half>
  static Bytes both(const Half& half) {
    Bytes out = half(0);
    base::append(out, half(1));
    return out;
  }
  static Bytes with(Byte side, ByteView data) {
    Bytes out = {side};
    base::append(out, data);
    return out;
  }
  static HpkePublicKey grown(const HpkePublicKey& key) { return {padded(key.data, large_public_key)}; }
  static std::optional<HpkePublicKey> shrunk(const HpkePublicKey& key) {
    auto bytes = stripped(key.data, 32, large_public_key);
    if (!bytes) return std::nullopt;
    return HpkePublicKey{std::move(*bytes)};
  }
  static std::optional<HpkePrivateKey> shrunk(const HpkePrivateKey& key) {
    const auto bytes = stripped(key.expose(), 32, large_private_key);
    if (!bytes) return std::nullopt;
    return HpkePrivateKey::from_bytes(*bytes);
  }
  static InitSecret doubled(const InitSecret& secret) {
    Bytes twice = base::to_bytes(secret.expose());
    base::append(twice, secret.expose());
    return InitSecret::from_bytes(twice);
  }

  const CipherSuite& inner_ = suite_x25519_chacha20poly1305();
};

}  // namespace

const CipherSuite& large_suite() {
  static const LargeSuite suite;
  static const bool known = CipherSuite::add(suite).has_value();
  if (!known) std::abort();
  return suite;
}

LargeSigner::LargeSigner(crypto::SigningKey key)
    : inner_(std::move(key)), public_key_{padded(inner_.public_key().data, large_signature_key)} {}

Result<Bytes> LargeSigner::sign(ByteView data) const {
  auto signature = inner_.sign(data);
  if (signature) *signature = padded(*signature, large_signature);
  return signature;
}

}  // namespace valise::mls::test
