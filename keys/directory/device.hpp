// A device as it enrols: its description and the proofs that it holds both of its keys. Shared by the statement DeviceEnrolled
// and the enrolment request, which carry the same bytes.
#pragma once

#include "base/ids.hpp"
#include "keys/crypto/ed25519.hpp"
#include "keys/directory/address.hpp"

namespace valise::directory {

struct DeviceDescription {
  base::DeviceId id;
  OfficerAddress officer;
  crypto::VerifyKey signature_key;
  crypto::VerifyKey transport_key;
  std::string label;
};

struct PossessionProofs {
  crypto::Signature by_signature_key;
  crypto::Signature by_transport_key;
};

// serialise gives the `Device` bytes that are proved, carried and logged.
[[nodiscard]] base::Bytes serialise(const DeviceDescription& device);
// parse_device reads `Device` bytes strictly. Fails with RuleError::device_malformed, text_invalid (label), id_invalid.
[[nodiscard]] base::Result<DeviceDescription> parse_device(base::ByteView device);

// prove_possession signs with both keys, for the device itself.
[[nodiscard]] PossessionProofs prove_possession(const base::DirectoryId& directory, base::ByteView device,
                                                const crypto::SigningKey& signature_key, const crypto::SigningKey& transport_key);
// check_possession fails with RuleError::possession_not_proved.
[[nodiscard]] base::Result<> check_possession(const base::DirectoryId& directory, base::ByteView device_bytes,
                                              const DeviceDescription& device, base::ByteView by_signature_key,
                                              base::ByteView by_transport_key);

}  // namespace valise::directory
