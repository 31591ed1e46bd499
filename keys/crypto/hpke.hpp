// HPKE in base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, and the AEADs of MLS cipher suites 0x0001 and 0x0003.
//
// Contexts are move-only and wiped; one context is for one thread at a time. Names follow the RFC.
#pragma once

#include <cstdint>

#include "keys/crypto/aead.hpp"
#include "keys/crypto/hkdf.hpp"
#include "keys/crypto/x25519.hpp"

namespace valise::crypto::hpke {

// Aead values are those of the IANA registry "HPKE AEAD Identifiers".
enum class Aead : std::uint16_t { aes_128_gcm = 0x0001, chacha20_poly1305 = 0x0003 };

using PrivateKey = X25519PrivateKey;
using PublicKey = X25519PublicKey;
using KeyPair = X25519KeyPair;
// Enc is the encapsulated key: the sender's ephemeral public key.
using Enc = base::ByteArray<32>;
// SharedSecret is what the KEM gives to the key schedule.
using SharedSecret = Secret<struct HpkeSharedSecretTag, 32>;
using ExporterSecret = Secret<struct HpkeExporterSecretTag, 32>;

// derive_key_pair is DeriveKeyPair (section 7.1.3). `ikm` is secret and has at least 32 bytes of entropy.
[[nodiscard]] KeyPair derive_key_pair(base::ByteView ikm);

// KeyScheduleContext is all that a context takes from its `info` (section 5.1, mode base). Who seals to many with one info makes
// it once.
struct KeyScheduleContext {
  base::ByteArray<65> bytes;  // mode || psk_id_hash || info_hash
};
[[nodiscard]] KeyScheduleContext key_schedule_context(Aead aead, base::ByteView info);

class Schedule;

// Context is the state that both roles share: key schedule (section 5.1), sequence number (5.2), exports (5.3).
class Context {
 public:
  // export_secret is Context.Export: `context.export_secret<InitSecret>(label)`.
  template <class SecretType>
  [[nodiscard]] SecretType export_secret(base::ByteView exporter_context) const {
    static_assert(SecretType::size <= hkdf_max_output);
    return SecretType::make([&](std::span<base::Byte, SecretType::size> out) { export_into(exporter_context, out); });
  }
  // export_into fills all of `out`; more than hkdf_max_output bytes throw std::length_error.
  void export_into(base::ByteView exporter_context, base::MutableBytes out) const;

  Context(Context&&) = default;
  Context& operator=(Context&&) = default;

 protected:
  // KeySchedule of section 5.1 with mode base; psk and psk_id are empty.
  Context(Aead aead, const SharedSecret& shared_secret, const KeyScheduleContext& info, std::uint64_t sequence);

  [[nodiscard]] base::Bytes encrypt(base::ByteView aad, base::ByteView plaintext) const;
  [[nodiscard]] base::Result<base::Bytes> decrypt(base::ByteView aad, base::ByteView ciphertext) const;
  [[nodiscard]] base::Result<> check_sequence() const;

  std::uint64_t sequence_;

 private:
  Context(Aead aead, Schedule&& schedule, std::uint64_t sequence);
  [[nodiscard]] AeadNonce nonce() const;

  Aead aead_;
  ChaChaKey key_;  // AES-128-GCM uses the first 16 bytes
  Secret<struct HpkeBaseNonceTag, 12> base_nonce_;
  ExporterSecret exporter_secret_;
};

class SenderContext : public Context {
 public:
  // A context comes from setup_sender(). `sequence` is for tests of its end.
  SenderContext(Aead aead, const SharedSecret& shared_secret, base::ByteView info, std::uint64_t sequence = 0)
      : Context(aead, shared_secret, key_schedule_context(aead, info), sequence) {}
  SenderContext(Aead aead, const SharedSecret& shared_secret, const KeyScheduleContext& info)
      : Context(aead, shared_secret, info, 0) {}
  // seal encrypts the next message. Fails with message_limit_reached after 2^64-1 messages (the RFC's bound is 2^96-1).
  [[nodiscard]] base::Result<base::Bytes> seal(base::ByteView aad, base::ByteView plaintext);
};

class ReceiverContext : public Context {
 public:
  // A context comes from setup_receiver(). `sequence` is for tests of its end.
  ReceiverContext(Aead aead, const SharedSecret& shared_secret, base::ByteView info, std::uint64_t sequence = 0)
      : Context(aead, shared_secret, key_schedule_context(aead, info), sequence) {}
  ReceiverContext(Aead aead, const SharedSecret& shared_secret, const KeyScheduleContext& info)
      : Context(aead, shared_secret, info, 0) {}
  // open decrypts the next message. Fails with decryption_failed, and then still expects the same message, or with
  // message_limit_reached.
  [[nodiscard]] base::Result<base::Bytes> open(base::ByteView aad, base::ByteView ciphertext);
};

struct SenderSetup {
  Enc enc;
  SenderContext context;
};

// setup_sender is SetupBaseS. Fails with zero_shared_secret for a receiver's key of small order.
[[nodiscard]] base::Result<SenderSetup> setup_sender(Aead aead, const PublicKey& receiver, base::ByteView info,
                                                     base::Random& random);
// setup_sender_with uses the ephemeral key pair it is given, which must never be used again: for test vectors only.
[[nodiscard]] base::Result<SenderSetup> setup_sender_with(Aead aead, const PublicKey& receiver, base::ByteView info,
                                                          const KeyPair& ephemeral);
// setup_receiver is SetupBaseR. Fails with bad_public_key for an `enc` that is not 32 bytes, zero_shared_secret for one of small
// order. Takes the pair, since the public key is part of the derivation and its owner has it at hand.
[[nodiscard]] base::Result<ReceiverContext> setup_receiver(Aead aead, base::ByteView enc, const KeyPair& receiver,
                                                           base::ByteView info);
[[nodiscard]] base::Result<ReceiverContext> setup_receiver(Aead aead, base::ByteView enc, const PrivateKey& receiver,
                                                           base::ByteView info);

struct Sealed {
  Enc enc;
  base::Bytes ciphertext;
};

// seal_base and open_base are the single-shot forms of section 6.1. Errors are those of setup and open. Those that take a
// KeyScheduleContext hash nothing of the info, and with the pair no public key is computed.
[[nodiscard]] base::Result<Sealed> seal_base(Aead aead, const PublicKey& receiver, const KeyScheduleContext& info,
                                             base::ByteView aad, base::ByteView plaintext, base::Random& random);
[[nodiscard]] base::Result<base::Bytes> open_base(Aead aead, base::ByteView enc, const KeyPair& receiver,
                                                  const KeyScheduleContext& info, base::ByteView aad, base::ByteView ciphertext);
[[nodiscard]] base::Result<Sealed> seal_base(Aead aead, const PublicKey& receiver, base::ByteView info, base::ByteView aad,
                                             base::ByteView plaintext, base::Random& random);
[[nodiscard]] base::Result<base::Bytes> open_base(Aead aead, base::ByteView enc, const PrivateKey& receiver, base::ByteView info,
                                                  base::ByteView aad, base::ByteView ciphertext);

}  // namespace valise::crypto::hpke
