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

// external_psk and resumption_psk give an id with a fresh nonce of the suite's hash size. The suite is that of the group into
// which the key goes.
[[nodiscard]] PreSharedKeyId external_psk(const CipherSuite& suite, ByteView psk_id, base::Random& random);
[[nodiscard]] PreSharedKeyId resumption_psk(const CipherSuite& suite, ResumptionUsage usage, ByteView group_id, Epoch epoch,
                                            base::Random& random);

// PskStore is implemented by the application: where external PSKs come from.
class PskStore {
 public:
  virtual ~PskStore() = default;
  // find gives the external PSK of that id, or nothing.
  [[nodiscard]] virtual std::optional<SecretBytes> find(ByteView psk_id) const = 0;
  // find_resumption gives the resumption PSK of an epoch of another group of this client (Group::resumption_psk of that group),
  // or nothing. It is asked only for PSKs of usage application, and only when the group at hand does not have the epoch itself.
  [[nodiscard]] virtual std::optional<SecretBytes> find_resumption(ByteView /*group_id*/, Epoch /*epoch*/) const {
    return std::nullopt;
  }
};

struct Psk {
  PreSharedKeyId id;
  SecretBytes key;
};

// psk_secret chains the keys in their order; all zero for none.
[[nodiscard]] PskSecret psk_secret(const CipherSuite& suite, std::span<const Psk> psks);

}  // namespace valise::mls
