// What authorities say of their own affairs: officers, posts, rosters, devices.
#include "audit/replay.hpp"
#include "audit/replay_saying.hpp"

namespace valise::audit {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;
using Body = v1::Statement::BodyCase;

bool possesses(const crypto::VerifyKey& key, std::string_view directory_id, const v1::DeviceEnrolled& body,
               const std::string& proof) {
  const std::string proved = std::string(directory_id) + body.device();
  return crypto::verify_labelled(key, "device possession", as_bytes(proved), as_bytes(proof)).has_value();
}

}  // namespace

Result<> Replay::own_affair(const std::string& id, std::string what, std::string subject, Saying& out) const {
  const auto* known = authority(id);
  if (known == nullptr || known->status != Status::active) return fail(AuditError::statement_out_of_place);
  out.change.authority = id;
  out.change.what = std::move(what);
  out.change.subject = std::move(subject);
  out.alternatives = {{{id, known->keys}}};
  return {};
}

Result<> Replay::understand_device(const v1::Statement& s, Saying& out) const {
  const auto post = [](const v1::Post& in) { return in.authority_id() + "/" + in.post_id(); };
  const auto officer = [](const v1::Officer& in) { return in.authority_id() + "/@" + in.officer_id() + " (" + in.name() + ")"; };
  switch (s.body_case()) {
    case Body::kOfficerEnrolled:
      return own_affair(s.officer_enrolled().officer().authority_id(), "officer enrolled",
                        officer(s.officer_enrolled().officer()), out);
    case Body::kOfficerChanged:
      return own_affair(s.officer_changed().officer().authority_id(), "officer changed", officer(s.officer_changed().officer()),
                        out);
    case Body::kPostDefined:
      return own_affair(s.post_defined().post().authority_id(), "post defined", post(s.post_defined().post()), out);
    case Body::kPostChanged:
      return own_affair(s.post_changed().post().authority_id(), "post changed", post(s.post_changed().post()), out);
    case Body::kPostRetired:
      return own_affair(s.post_retired().authority_id(), "post retired",
                        s.post_retired().authority_id() + "/" + s.post_retired().post_id(), out);
    case Body::kOfficerRetired: {
      const auto who = s.officer_retired().authority_id() + "/@" + s.officer_retired().officer_id();
      out.effect = [who](Replay& r) { r.retired_officers_.insert(who); };
      return own_affair(s.officer_retired().authority_id(), "officer retired, with all devices", who, out);
    }
    case Body::kRosterPublished: {
      const auto& body = s.roster_published();
      std::string names;
      for (const auto& id : body.officer_ids()) names += " @" + id;
      return own_affair(body.authority_id(), "roster published", body.authority_id() + "/" + body.post_id() + ":" + names, out);
    }
    case Body::kDeviceEnrolled: return understand_enrolment(s.device_enrolled(), out);
    case Body::kDeviceRevoked: return understand_revocation(s.device_revoked().device_id(), out);
    default: return fail(AuditError::statement_malformed, "a kind that this version does not know");
  }
}

Result<> Replay::understand_enrolment(const v1::DeviceEnrolled& body, Saying& out) const {
  v1::Device device;
  if (!device.ParseFromString(body.device()) || device.device_id().size() != 16) return fail(AuditError::statement_malformed);
  const auto who = device.authority_id() + "/@" + device.officer_id();
  auto signature_key = read_key(device.signature_key());
  auto transport_key = read_key(device.transport_key());
  if (!signature_key || !transport_key) return fail(AuditError::statement_malformed, "device key");
  if (device_keys_.contains(*signature_key) || device_keys_.contains(*transport_key) || devices_.contains(device.device_id()) ||
      retired_officers_.contains(who)) {
    return fail(AuditError::statement_out_of_place);
  }
  if (!possesses(*signature_key, directory_id_, body, body.signature_key_proof()) ||
      !possesses(*transport_key, directory_id_, body, body.transport_key_proof())) {
    return fail(AuditError::signature_wrong, "possession of the device's keys");
  }
  out.effect = [device, keys = std::set{*signature_key, *transport_key}](Replay& r) {
    r.devices_[device.device_id()] = {device.authority_id(), device.officer_id(), device.label()};
    r.device_keys_.insert(keys.begin(), keys.end());
  };
  return own_affair(device.authority_id(), "device enrolled",
                    "device " + short_hex(device.device_id()) + " of " + who + " (" + device.label() + ")", out);
}

Result<> Replay::understand_revocation(const std::string& id, Saying& out) const {
  const auto it = devices_.find(id);
  if (it == devices_.end() || it->second.revoked) return fail(AuditError::statement_out_of_place);
  const auto& device = it->second;
  const auto* known = authority(device.authority);
  out.change = {
      .authority = device.authority,
      .what = "device revoked",
      .subject = "device " + short_hex(id) + " of " + device.authority + "/@" + device.officer + " (" + device.label + ")",
      .signers = {}};
  out.alternatives = {{registrar()}};
  if (known != nullptr && known->status == Status::active) out.alternatives.push_back({{device.authority, known->keys}});
  out.effect = [id](Replay& r) { r.devices_.at(id).revoked = true; };
  return {};
}

}  // namespace valise::audit
