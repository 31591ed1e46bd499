#include "server/net/identity.hpp"

#include "base/writer.hpp"
#include "server/net/net_error.hpp"

namespace valise::server::net {
namespace {

using base::fail;
using base::Result;
using Frame = v1::ClientFrame;

constexpr base::Byte kDevice = 1;
constexpr base::Byte kAdministrator = 2;

enum class Audience { everybody, device, administrator, device_or_administrator, unknown };

Audience audience(RequestCase request) {
  switch (request) {
    case Frame::kAuthenticate:
    case Frame::kAppendStatement:
    case Frame::kSubmitEnrolment:
    case Frame::kGetLog: return Audience::everybody;  // GetLog: with an invite hash, which its handler checks
    case Frame::kGetProof: return Audience::device_or_administrator;
    case Frame::kRegisterInvite:
    case Frame::kFetchEnrolment:
    case Frame::kSubmitProposal:
    case Frame::kListProposals:
    case Frame::kWithdrawProposal:
    case Frame::kRefuseProposal: return Audience::administrator;
    case Frame::kPublishKeyPackages:
    case Frame::kClaimKeyPackages:
    case Frame::kCountKeyPackages:
    case Frame::kSubmitCommit:
    case Frame::kSubmitMessage:
    case Frame::kGetRoom:
    case Frame::kSubscribe:
    case Frame::kCredit:
    case Frame::kAcknowledge:
    case Frame::kSetAlertChannel:
    case Frame::kListAlertChannels:
    case Frame::kTestAlertChannel:
    case Frame::kConfirmAlertChannel:
    case Frame::kRemoveAlertChannel:
    case Frame::kGetReach:
    case Frame::kGetAttachmentToken: return Audience::device;
    case Frame::REQUEST_NOT_SET: return Audience::unknown;
  }
  return Audience::unknown;
}

Result<Identity> authenticate_device(const v1::Authenticate& request, const Challenge& challenge,
                                     const directory::DirectoryState& state) {
  const auto id = base::DeviceId::parse(request.device_id());
  const auto* device = id ? state.device(*id) : nullptr;
  if (device == nullptr || !state.active(*id)) return fail(NetError::wrong_proof);
  const auto bytes = session_proof_bytes(challenge, kDevice, id->view());
  if (!crypto::verify_labelled(device->transport_key, "session", bytes, base::as_bytes(request.signature()))) {
    return fail(NetError::wrong_proof);
  }
  return DeviceIdentity{*id};
}

Result<Identity> authenticate_administrator(const v1::Authenticate& request, const Challenge& challenge,
                                            const directory::DirectoryState& state) {
  const auto key = crypto::VerifyKey::parse(base::as_bytes(request.administrator_key()));
  if (!key || !state.administrator(*key)) return fail(NetError::wrong_proof);
  const auto bytes = session_proof_bytes(challenge, kAdministrator, key->view());
  if (!crypto::verify_labelled(*key, "session", bytes, base::as_bytes(request.signature()))) return fail(NetError::wrong_proof);
  return AdministratorIdentity{*key};
}

}  // namespace

Permit permit(const Identity& identity, RequestCase request) {
  const bool anonymous = std::holds_alternative<Anonymous>(identity);
  const bool device = std::holds_alternative<DeviceIdentity>(identity);
  if (request == Frame::kAuthenticate) return anonymous ? Permit::yes : Permit::malformed;
  bool allowed = false;
  switch (audience(request)) {
    case Audience::everybody: return Permit::yes;
    case Audience::unknown: return Permit::malformed;
    case Audience::device: allowed = device; break;
    case Audience::administrator: allowed = !anonymous && !device; break;
    case Audience::device_or_administrator: allowed = !anonymous; break;
  }
  if (allowed) return Permit::yes;
  return anonymous ? Permit::authenticate_first : Permit::not_authorised;
}

base::Bytes session_proof_bytes(const Challenge& challenge, base::Byte kind, base::ByteView identity) {
  base::Writer out;
  out.bytes(challenge.relay.view()).bytes(challenge.nonce).bytes(challenge.binding).u8(kind).bytes(identity);
  return out.take();
}

Result<Identity> authenticate(const v1::Authenticate& request, const Challenge& challenge,
                              const directory::DirectoryState& state) {
  switch (request.identity_case()) {
    case v1::Authenticate::kDeviceId: return authenticate_device(request, challenge, state);
    case v1::Authenticate::kAdministratorKey: return authenticate_administrator(request, challenge, state);
    case v1::Authenticate::IDENTITY_NOT_SET: break;
  }
  return fail(NetError::wrong_proof);
}

std::string authority_of(const directory::DirectoryState& state, const base::DeviceId& id) {
  const auto* device = state.device(id);
  return device == nullptr ? std::string() : device->officer.authority.string();
}

// A registrar's key speaks for no authority and stands for itself.
Account account_of(const Identity& identity, const directory::DirectoryState& state, std::string peer) {
  if (const auto* device = std::get_if<DeviceIdentity>(&identity)) {
    return {.who = device->device.string(), .whose = authority_of(state, device->device)};
  }
  if (const auto* administrator = std::get_if<AdministratorIdentity>(&identity)) {
    const auto roles = state.administrator(administrator->key);
    const bool office = roles && !roles->registrar && !roles->authorities.empty();
    return {.who = base::to_string(administrator->key.view()), .whose = office ? roles->authorities.front().string() : ""};
  }
  return {.who = std::move(peer), .whose = {}, .stranger = true};
}

bool still_valid(const Identity& identity, const directory::DirectoryState& state) {
  if (const auto* device = std::get_if<DeviceIdentity>(&identity)) return state.active(device->device);
  if (const auto* administrator = std::get_if<AdministratorIdentity>(&identity)) {
    return state.administrator(administrator->key).has_value();
  }
  return true;
}

}  // namespace valise::server::net
