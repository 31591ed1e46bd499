#include "client-sdk/record/directory_part.hpp"

namespace valise::sdk::record {
namespace {

bool wants_device(const DirectoryPart& part, base::ByteView bytes) {
  const auto id = base::DeviceId::parse(bytes);
  return id && part.devices.contains(*id);
}

bool wants_enrolment(const DirectoryPart& part, const std::string& serialised) {
  v1::Device device;
  return device.ParseFromString(serialised) && wants_device(part, base::as_bytes(device.device_id()));
}

std::string address_of(const std::string& authority, const std::string& officer) { return authority + "/@" + officer; }

}  // namespace

void DirectoryPart::add(const base::DeviceId& device, const directory::OfficerAddress& officer) {
  devices.insert(device);
  officers.insert(officer.string());
  authorities.insert(officer.authority.string());
}

bool DirectoryPart::wants(const v1::Statement& s) const {
  const auto officer = [&](const v1::Officer& o) { return officers.contains(address_of(o.authority_id(), o.officer_id())); };
  switch (s.body_case()) {
    case v1::Statement::kGenesis:
    case v1::Statement::kRegistrarKeysRotated:
    case v1::Statement::kRelayAnnounced:
    case v1::Statement::kProtocolFloorRaised:
    case v1::Statement::kWitnessesConfigured: return true;
    case v1::Statement::kAuthorityRegistered: return authorities.contains(s.authority_registered().record().authority_id());
    case v1::Statement::kAuthorityRecordChanged:
      return authorities.contains(s.authority_record_changed().record().authority_id());
    case v1::Statement::kAuthorityStatusChanged: return authorities.contains(s.authority_status_changed().authority_id());
    case v1::Statement::kAuthorityKeysRotated: return authorities.contains(s.authority_keys_rotated().authority_id());
    case v1::Statement::kAuthorityRecoveryAnnounced: return authorities.contains(s.authority_recovery_announced().authority_id());
    case v1::Statement::kAuthorityRecoveryContested: return authorities.contains(s.authority_recovery_contested().authority_id());
    case v1::Statement::kAuthorityRecoveryCompleted: return authorities.contains(s.authority_recovery_completed().authority_id());
    case v1::Statement::kOfficerEnrolled: return officer(s.officer_enrolled().officer());
    case v1::Statement::kOfficerChanged: return officer(s.officer_changed().officer());
    case v1::Statement::kOfficerRetired:
      return officers.contains(address_of(s.officer_retired().authority_id(), s.officer_retired().officer_id()));
    case v1::Statement::kDeviceEnrolled: return wants_enrolment(*this, s.device_enrolled().device());
    case v1::Statement::kDeviceRevoked: return wants_device(*this, base::as_bytes(s.device_revoked().device_id()));
    default: return false;
  }
}

}  // namespace valise::sdk::record
