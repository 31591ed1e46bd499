#include "keys/crypto/hpke.hpp"

#include <limits>
#include <stdexcept>

namespace valise::crypto::hpke {
namespace {

using base::as_bytes;
using base::ByteView;

constexpr std::uint16_t kem_x25519_sha256 = 0x0020;
constexpr std::uint16_t kdf_hkdf_sha256 = 0x0001;
constexpr base::Byte mode_base = 0;

constexpr base::ByteArray<2> two_bytes(std::size_t value) {  // I2OSP(value, 2)
  return {static_cast<base::Byte>(value >> 8), static_cast<base::Byte>(value)};
}

constexpr base::ByteArray<5> kem_suite_id() {
  const auto kem = two_bytes(kem_x25519_sha256);
  return {'K', 'E', 'M', kem[0], kem[1]};
}

constexpr base::ByteArray<10> hpke_suite_id(Aead aead_id) {
  const auto kem = two_bytes(kem_x25519_sha256);
  const auto kdf = two_bytes(kdf_hkdf_sha256);
  const auto aead = two_bytes(static_cast<std::uint16_t>(aead_id));
  return {'H', 'P', 'K', 'E', kem[0], kem[1], kdf[0], kdf[1], aead[0], aead[1]};
}

constexpr std::size_t key_size(Aead aead) { return aead == Aead::aes_128_gcm ? 16 : 32; }

// LabeledExtract (section 4).
template <class SecretType>
SecretType labeled_extract(ByteView suite_id, ByteView salt, std::string_view label, ByteView ikm) {
  return hkdf_extract_parts<SecretType>(salt, {as_bytes("HPKE-v1"), suite_id, as_bytes(label), ikm});
}

// LabeledExpand (section 4).
void labeled_expand_into(ByteView suite_id, HkdfExpander& from, std::string_view label, ByteView info, base::MutableBytes out) {
  from.expand_into({two_bytes(out.size()), as_bytes("HPKE-v1"), suite_id, as_bytes(label), info}, out);
}

void labeled_expand_into(ByteView suite_id, ByteView prk, std::string_view label, ByteView info, base::MutableBytes out) {
  HkdfExpander from(prk);
  labeled_expand_into(suite_id, from, label, info, out);
}

template <class SecretType>
SecretType labeled_expand(ByteView suite_id, ByteView prk, std::string_view label, ByteView info) {
  return SecretType::make(
      [&](std::span<base::Byte, SecretType::size> out) { labeled_expand_into(suite_id, prk, label, info, out); });
}

// ExtractAndExpand (section 4.1) with kem_context = enc || pkRm.
SharedSecret extract_and_expand(const X25519SharedSecret& dh, base::FixedView<32> enc, base::FixedView<32> receiver) {
  auto prk = labeled_extract<PseudorandomKey>(kem_suite_id(), {}, "eae_prk", dh.expose());
  base::ByteArray<64> kem_context;
  std::ranges::copy(receiver, std::ranges::copy(enc, kem_context.begin()).out);
  return labeled_expand<SharedSecret>(kem_suite_id(), prk.expose(), "shared_secret", kem_context);
}

// Decap (section 4.1).
base::Result<SharedSecret> decapsulate(ByteView enc, const KeyPair& receiver) {
  auto sender = PublicKey::parse(enc);
  if (!sender) return base::fail(CryptoError::bad_public_key);
  auto dh = x25519(receiver.private_key, *sender);
  if (!dh) return base::pass_on(dh);
  return extract_and_expand(*dh, sender->view(), receiver.public_key.view());
}

Aes128Key aes_key(const ChaChaKey& key) { return Aes128Key::from_bytes(key.expose().first<16>()); }

KeyPair pair_of(const PrivateKey& key) { return {key.duplicate(), x25519_public(key)}; }

base::Result<SenderSetup> send(Aead aead, const PublicKey& receiver, const KeyScheduleContext& info, const KeyPair& ephemeral) {
  auto dh = x25519(ephemeral.private_key, receiver);  // Encap (section 4.1)
  if (!dh) return base::pass_on(dh);
  const auto enc = base::to_array(ephemeral.public_key.view());
  return SenderSetup{enc, SenderContext(aead, extract_and_expand(*dh, enc, receiver.view()), info)};
}

base::Result<ReceiverContext> receive(Aead aead, ByteView enc, const KeyPair& receiver, const KeyScheduleContext& info) {
  auto shared = decapsulate(enc, receiver);
  if (!shared) return base::pass_on(shared);
  return ReceiverContext(aead, *shared, info);
}

}  // namespace

// KeySchedule of section 5.1 in mode base, where psk and psk_id are empty.
class Schedule {
 public:
  Schedule(Aead aead, const SharedSecret& shared_secret, const KeyScheduleContext& context)
      : suite_id_(hpke_suite_id(aead)),
        secret_(labeled_extract<PseudorandomKey>(suite_id_, shared_secret.expose(), "secret", {}).expose()),
        context_(context) {}
  void expand(std::string_view label, base::MutableBytes out) {
    labeled_expand_into(suite_id_, secret_, label, context_.bytes, out);
  }

 private:
  base::ByteArray<10> suite_id_;
  HkdfExpander secret_;
  const KeyScheduleContext& context_;
};

KeyScheduleContext key_schedule_context(Aead aead, ByteView info) {
  const auto suite_id = hpke_suite_id(aead);
  const auto psk_id_hash = labeled_extract<PseudorandomKey>(suite_id, {}, "psk_id_hash", {});
  const auto info_hash = labeled_extract<PseudorandomKey>(suite_id, {}, "info_hash", info);
  KeyScheduleContext out;
  out.bytes[0] = mode_base;
  std::ranges::copy(info_hash.expose(), std::ranges::copy(psk_id_hash.expose(), out.bytes.begin() + 1).out);
  return out;
}

KeyPair derive_key_pair(ByteView ikm) {
  auto prk = labeled_extract<PseudorandomKey>(kem_suite_id(), {}, "dkp_prk", ikm);
  auto key = labeled_expand<PrivateKey>(kem_suite_id(), prk.expose(), "sk", {});
  auto public_key = x25519_public(key);
  return {std::move(key), public_key};
}

Context::Context(Aead aead, const SharedSecret& shared_secret, const KeyScheduleContext& info, std::uint64_t sequence)
    : Context(aead, Schedule(aead, shared_secret, info), sequence) {}

Context::Context(Aead aead, Schedule&& schedule, std::uint64_t sequence)
    : sequence_(sequence),
      aead_(aead),
      key_(ChaChaKey::make([&](std::span<base::Byte, 32> out) { schedule.expand("key", out.first(key_size(aead))); })),
      base_nonce_(decltype(base_nonce_)::make([&](base::MutableBytes out) { schedule.expand("base_nonce", out); })),
      exporter_secret_(ExporterSecret::make([&](base::MutableBytes out) { schedule.expand("exp", out); })) {}

void Context::export_into(ByteView exporter_context, base::MutableBytes out) const {
  if (out.size() > hkdf_max_output) throw std::length_error("HPKE export of more than 8160 bytes");
  labeled_expand_into(hpke_suite_id(aead_), exporter_secret_.expose(), "sec", exporter_context, out);
}

AeadNonce Context::nonce() const {  // ComputeNonce (section 5.2)
  auto out = base::to_array(base_nonce_.expose());
  for (std::size_t i = 0; i < sizeof sequence_; ++i) out[11 - i] ^= static_cast<base::Byte>(sequence_ >> (8 * i));
  return out;
}

base::Bytes Context::encrypt(ByteView aad, ByteView plaintext) const {
  switch (aead_) {
    case Aead::aes_128_gcm: return crypto::seal(aes_key(key_), nonce(), aad, plaintext);
    case Aead::chacha20_poly1305: return crypto::seal(key_, nonce(), aad, plaintext);
  }
  throw std::invalid_argument("unknown HPKE AEAD");
}

base::Result<base::Bytes> Context::decrypt(ByteView aad, ByteView ciphertext) const {
  switch (aead_) {
    case Aead::aes_128_gcm: return crypto::open(aes_key(key_), nonce(), aad, ciphertext);
    case Aead::chacha20_poly1305: return crypto::open(key_, nonce(), aad, ciphertext);
  }
  throw std::invalid_argument("unknown HPKE AEAD");
}

base::Result<> Context::check_sequence() const {
  if (sequence_ == std::numeric_limits<std::uint64_t>::max()) return base::fail(CryptoError::message_limit_reached);
  return {};
}

base::Result<base::Bytes> SenderContext::seal(ByteView aad, ByteView plaintext) {
  if (auto allowed = check_sequence(); !allowed) return base::pass_on(allowed);
  auto ciphertext = encrypt(aad, plaintext);
  ++sequence_;
  return ciphertext;
}

base::Result<base::Bytes> ReceiverContext::open(ByteView aad, ByteView ciphertext) {
  if (auto allowed = check_sequence(); !allowed) return base::pass_on(allowed);
  auto plaintext = decrypt(aad, ciphertext);
  if (plaintext) ++sequence_;
  return plaintext;
}

base::Result<SenderSetup> setup_sender(Aead aead, const PublicKey& receiver, ByteView info, base::Random& random) {
  return setup_sender_with(aead, receiver, info, generate_x25519(random));
}

base::Result<SenderSetup> setup_sender_with(Aead aead, const PublicKey& receiver, ByteView info, const KeyPair& ephemeral) {
  return send(aead, receiver, key_schedule_context(aead, info), ephemeral);
}

base::Result<ReceiverContext> setup_receiver(Aead aead, ByteView enc, const KeyPair& receiver, ByteView info) {
  return receive(aead, enc, receiver, key_schedule_context(aead, info));
}

base::Result<ReceiverContext> setup_receiver(Aead aead, ByteView enc, const PrivateKey& receiver, ByteView info) {
  return setup_receiver(aead, enc, pair_of(receiver), info);
}

base::Result<Sealed> seal_base(Aead aead, const PublicKey& receiver, const KeyScheduleContext& info, ByteView aad,
                               ByteView plaintext, base::Random& random) {
  auto setup = send(aead, receiver, info, generate_x25519(random));
  if (!setup) return base::pass_on(setup);
  auto ciphertext = setup->context.seal(aad, plaintext);
  if (!ciphertext) return base::pass_on(ciphertext);
  return Sealed{setup->enc, std::move(*ciphertext)};
}

base::Result<base::Bytes> open_base(Aead aead, ByteView enc, const KeyPair& receiver, const KeyScheduleContext& info,
                                    ByteView aad, ByteView ciphertext) {
  auto context = receive(aead, enc, receiver, info);
  if (!context) return base::pass_on(context);
  return context->open(aad, ciphertext);
}

base::Result<Sealed> seal_base(Aead aead, const PublicKey& receiver, ByteView info, ByteView aad, ByteView plaintext,
                               base::Random& random) {
  return seal_base(aead, receiver, key_schedule_context(aead, info), aad, plaintext, random);
}

base::Result<base::Bytes> open_base(Aead aead, ByteView enc, const PrivateKey& receiver, ByteView info, ByteView aad,
                                    ByteView ciphertext) {
  return open_base(aead, enc, pair_of(receiver), key_schedule_context(aead, info), aad, ciphertext);
}

}  // namespace valise::crypto::hpke
