// Rules for officers and their devices: an authority's own affair.
#include "keys/directory/device.hpp"
#include "keys/directory/record_rules.hpp"
#include "keys/directory/rules.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

// Who is acting: the officer's address, and the authority, which is active.
struct Subject {
  OfficerAddress address;
  const Authority* authority;
};
Result<Subject> subject(const Tables& tables, std::string_view authority_id, std::string_view officer_id) {
  auto address = parse_officer(authority_id, officer_id);
  if (!address) return pass_on(address);
  auto authority = active(tables, address->authority);
  if (!authority) return pass_on(authority);
  return Subject{std::move(*address), *authority};
}

Result<> require_new_keys(const Tables& tables, const DeviceDescription& device) {
  if (device.signature_key == device.transport_key) return fail(RuleError::key_used_before);
  for (const auto& key : {device.signature_key, device.transport_key}) {
    const bool used =
        tables.device_keys.contains(key) || tables.administrator_keys.contains(key) || tables.witness_keys.contains(key);
    if (used) return fail(RuleError::key_used_before);
  }
  return {};
}

Result<> require_possession(const Entry& entry, const v1::DeviceEnrolled& body, const DeviceDescription& device) {
  if (entry.signatures == Signatures::verified_before) return {};
  return check_possession(entry.tables.directory_id, base::as_bytes(body.device()), device,
                          base::as_bytes(body.signature_key_proof()), base::as_bytes(body.transport_key_proof()));
}

Applied enrol(Tables& tables, const DeviceDescription& device) {
  tables.devices.put(device.id, Device{.id = device.id,
                                       .officer = device.officer,
                                       .signature_key = device.signature_key,
                                       .transport_key = device.transport_key,
                                       .label = device.label,
                                       .enrolled_at = base::LogIndex(tables.entries)});
  tables.device_keys.put(device.signature_key, device.id);
  tables.device_keys.put(device.transport_key, device.id);
  tables.officers.edit(device.officer).devices.push_back(device.id);
  return Applied{.authority = device.officer.authority, .activated = {device.id}};
}

}  // namespace

Result<Ruling> officer_enrolled(const Entry& entry, const v1::OfficerEnrolled& body) {
  auto who = subject(entry.tables, body.officer().authority_id(), body.officer().officer_id());
  if (!who) return pass_on(who);
  if (entry.tables.officers.contains(who->address)) return fail(RuleError::id_taken);
  if (auto values = check_officer(body.officer()); !values) return pass_on(values);
  return signed_by_all({keys_of(*who->authority)}, [address = who->address, &body](Tables& tables) {
    tables.officers.put(address, Officer{.address = address, .details = body.officer()});
    return Applied{.authority = address.authority};
  });
}

Result<Ruling> officer_changed(const Entry& entry, const v1::OfficerChanged& body) {
  auto who = subject(entry.tables, body.officer().authority_id(), body.officer().officer_id());
  if (!who) return pass_on(who);
  auto officer = not_retired(entry.tables, who->address);
  if (!officer) return pass_on(officer);
  if (auto next = require_next(body.revision(), (*officer)->revision); !next) return pass_on(next);
  if (auto values = check_officer(body.officer()); !values) return pass_on(values);
  return signed_by_all({keys_of(*who->authority)}, [address = who->address, &body](Tables& tables) {
    auto& changed = tables.officers.edit(address);
    changed.details = body.officer();
    changed.revision = body.revision();
    return Applied{.authority = address.authority};
  });
}

Result<Ruling> officer_retired(const Entry& entry, const v1::OfficerRetired& body) {
  auto who = subject(entry.tables, body.authority_id(), body.officer_id());
  if (!who) return pass_on(who);
  auto officer = not_retired(entry.tables, who->address);
  if (!officer) return pass_on(officer);
  return signed_by_all({keys_of(*who->authority)}, [address = who->address](Tables& tables) {
    auto& retired = tables.officers.edit(address);
    Applied applied{.authority = address.authority, .deactivated = active_devices(tables, retired)};
    retired.retired = true;
    for (const auto& id : retired.devices) end(tables, id);
    return applied;
  });
}

Result<Ruling> device_enrolled(const Entry& entry, const v1::DeviceEnrolled& body) {
  auto device = parse_device(base::as_bytes(body.device()));
  if (!device) return pass_on(device);
  auto authority = active(entry.tables, device->officer.authority);
  if (!authority) return pass_on(authority);
  if (auto officer = not_retired(entry.tables, device->officer); !officer) return pass_on(officer);
  if (entry.tables.devices.contains(device->id)) return fail(RuleError::device_id_used_before);
  if (auto keys = require_new_keys(entry.tables, *device); !keys) return pass_on(keys);
  if (auto proofs = require_possession(entry, body, *device); !proofs) return pass_on(proofs);
  return signed_by_all({keys_of(**authority)}, [device = *device](Tables& tables) { return enrol(tables, device); });
}

Result<Ruling> device_revoked(const Entry& entry, const v1::DeviceRevoked& body) {
  const auto id = base::DeviceId::parse(body.device_id());
  const auto* device = id ? find(entry.tables.devices, *id) : nullptr;
  if (device == nullptr) return fail(RuleError::device_unknown);
  if (device->revoked_at || entry.tables.officers.at(device->officer).retired) return fail(RuleError::device_already_revoked);
  if (auto reason = check_line(body.reason(), Presence::optional, "reason"); !reason) return pass_on(reason);

  std::vector<Group> either{registrar(entry.tables)};
  const auto& authority = entry.tables.authorities.at(device->officer.authority);
  if (authority.status == AuthorityStatus::active) either.push_back(keys_of(authority));
  return signed_by_any(std::move(either), [id = *id, &body](Tables& tables) {
    auto& revoked = tables.devices.edit(id);
    Applied applied{.authority = revoked.officer.authority};
    if (is_active(tables, revoked)) applied.deactivated = {id};
    revoked.revoked_at = base::LogIndex(tables.entries);
    end(tables, id);
    revoked.revocation_reason = body.reason();
    return applied;
  });
}

}  // namespace valise::directory::rules
