#include "keys/directory/device.hpp"

#include "keys/directory/record_rules.hpp"
#include "keys/directory/rule_error.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::directory {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;

constexpr crypto::Label kPurpose = "device possession";

base::Bytes proved_bytes(const base::DirectoryId& directory, base::ByteView device) {
  auto out = base::to_bytes(directory.view());
  base::append(out, device);
  return out;
}

// A device's keys sign their own enrolment, which weeds out what is no key; parsing each as a point costs as much as that.
std::optional<crypto::VerifyKey> key_to_be_proved(const std::string& bytes) {
  if (bytes.size() != crypto::VerifyKey::size) return std::nullopt;
  return crypto::VerifyKey::from_admitted(as_bytes(bytes).first<crypto::VerifyKey::size>());
}

}  // namespace

base::Bytes serialise(const DeviceDescription& device) {
  v1::Device out;
  out.set_device_id(device.id.string());
  out.set_authority_id(device.officer.authority.string());
  out.set_officer_id(device.officer.officer.string());
  out.set_signature_key(base::to_string(device.signature_key.view()));
  out.set_transport_key(base::to_string(device.transport_key.view()));
  out.set_label(device.label);
  return base::to_bytes(out.SerializeAsString());
}

Result<DeviceDescription> parse_device(base::ByteView device) {
  v1::Device in;
  if (!in.ParseFromArray(device.data(), static_cast<int>(device.size()))) return fail(RuleError::device_malformed);
  const auto id = base::DeviceId::parse(in.device_id());
  const auto signature_key = key_to_be_proved(in.signature_key());
  const auto transport_key = key_to_be_proved(in.transport_key());
  if (!id || !signature_key || !transport_key) return fail(RuleError::device_malformed);
  auto authority = AuthorityId::parse(in.authority_id());
  auto officer = OfficerId::parse(in.officer_id());
  if (!authority || !officer) return fail(RuleError::id_invalid, "officer");
  if (auto label = check_line(in.label(), Presence::optional, "label"); !label) return pass_on(label);
  return DeviceDescription{*id, {std::move(*authority), std::move(*officer)}, *signature_key, *transport_key, in.label()};
}

PossessionProofs prove_possession(const base::DirectoryId& directory, base::ByteView device,
                                  const crypto::SigningKey& signature_key, const crypto::SigningKey& transport_key) {
  const auto bytes = proved_bytes(directory, device);
  return {crypto::sign_labelled(signature_key, kPurpose, bytes), crypto::sign_labelled(transport_key, kPurpose, bytes)};
}

Result<> check_possession(const base::DirectoryId& directory, base::ByteView device_bytes, const DeviceDescription& device,
                          base::ByteView by_signature_key, base::ByteView by_transport_key) {
  const auto bytes = proved_bytes(directory, device_bytes);
  if (!crypto::verify_labelled(device.signature_key, kPurpose, bytes, by_signature_key) ||
      !crypto::verify_labelled(device.transport_key, kPurpose, bytes, by_transport_key)) {
    return fail(RuleError::possession_not_proved);
  }
  return {};
}

}  // namespace valise::directory
