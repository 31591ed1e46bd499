// Pre-shared keys (RFC 9420 section 8.4).
#pragma once

#include "client-sdk/mls/labels.hpp"

namespace valise::mls {

enum class PskType : std::uint8_t { external = 1, resumption = 2 };
enum class ResumptionUsage : std::uint8_t { application = 1, reinit = 2, branch = 3 };

struct PreSharedKeyId {
  PskType type = PskType::external;
  Bytes psk_id;                                          // external
  ResumptionUsage usage = ResumptionUsage::application;  // resumption, with the two below
  Bytes psk_group_id;
  Epoch psk_epoch;
  Bytes nonce;

  // same_key compares everything but the nonce.
  [[nodiscard]] bool same_key(const PreSharedKeyId& other) const;
  void encode(base::Writer& out) const;
  static PreSharedKeyId decode(Decoder& in);
  friend bool operator==(const PreSharedKeyId&, const PreSharedKeyId&) = default;
};

// external_psk gives the id of an external PSK with a fresh nonce of the suite's hash size.
[[nodiscard]] PreSharedKeyId external_psk(const CipherSuite& suite, ByteView psk_id, base::Random& random);

// PskStore is implemented by the application: where external PSKs come from.
class PskStore {
 public:
  virtual ~PskStore() = default;
  // find gives the key of that id, or nothing.
  [[nodiscard]] virtual std::optional<SecretBytes> find(ByteView psk_id) const = 0;
};

struct Psk {
  PreSharedKeyId id;
  SecretBytes key;
};

// psk_secret chains the keys in their order; all zero for none.
[[nodiscard]] PskSecret psk_secret(const CipherSuite& suite, std::span<const Psk> psks);

}  // namespace valise::mls
