// Rules for authorities: registration, record, status, keys.
#include "keys/directory/record_rules.hpp"
#include "keys/directory/rules.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

Result<AuthorityStatus> parse_status(v1::AuthorityStatus status) {
  switch (status) {
    case v1::AUTHORITY_STATUS_ACTIVE: return AuthorityStatus::active;
    case v1::AUTHORITY_STATUS_SUSPENDED: return AuthorityStatus::suspended;
    case v1::AUTHORITY_STATUS_WITHDRAWN: return AuthorityStatus::withdrawn;
    default: return fail(RuleError::value_invalid, "status");
  }
}

// Devices of an authority that are active as long as the authority is.
std::vector<base::DeviceId> usable_devices(const Tables& tables, const AuthorityId& id) {
  std::vector<base::DeviceId> out;
  for (const auto& [address, officer] : officers_of(tables, id)) {
    if (officer.retired) continue;
    std::ranges::copy_if(officer.devices, std::back_inserter(out),
                         [&](const auto& device) { return !tables.devices.at(device).revoked_at; });
  }
  return out;
}

}  // namespace

Result<Ruling> authority_registered(const Entry& entry, const v1::AuthorityRegistered& body) {
  if (auto record = check_record(body.record()); !record) return with_context("record", std::move(record.error()));
  auto id = parse_authority(body.record().authority_id());
  if (!id) return pass_on(id);
  if (entry.tables.authorities.contains(*id)) return fail(RuleError::id_taken);
  auto keys = parse_key_set(entry, body.authority_keys(), "authority_keys");
  if (!keys) return pass_on(keys);
  return signed_by_all({registrar(entry.tables), {id->string(), *keys}}, [id = *id, keys = *keys, &body](Tables& tables) {
    tables.authorities.put(id, Authority{.id = id, .record = body.record(), .keys = keys});
    remember(tables, keys);
    return Applied{.authority = id};
  });
}

Result<Ruling> authority_record_changed(const Entry& entry, const v1::AuthorityRecordChanged& body) {
  if (auto record = check_record(body.record()); !record) return with_context("record", std::move(record.error()));
  auto id = parse_authority(body.record().authority_id());
  if (!id) return pass_on(id);
  auto authority = active(entry.tables, *id);
  if (!authority) return pass_on(authority);
  if (auto next = require_next(body.revision(), (*authority)->record_revision); !next) return pass_on(next);
  return signed_by_all({registrar(entry.tables), keys_of(**authority)}, [id = *id, &body](Tables& tables) {
    auto& changed = tables.authorities.edit(id);
    changed.record = body.record();
    changed.record_revision = body.revision();
    return Applied{.authority = id};
  });
}

Result<Ruling> authority_status_changed(const Entry& entry, const v1::AuthorityStatusChanged& body) {
  auto id = parse_authority(body.authority_id());
  if (!id) return pass_on(id);
  auto authority = registered(entry.tables, *id);
  if (!authority) return pass_on(authority);
  auto status = parse_status(body.status());
  if (!status) return pass_on(status);
  if ((*authority)->status == AuthorityStatus::withdrawn) return fail(RuleError::authority_withdrawn);
  if ((*authority)->status == *status) return fail(RuleError::status_unchanged);
  if (auto reason = check_line(body.reason(), Presence::optional, "reason"); !reason) return pass_on(reason);
  if (auto next = require_next(body.revision(), (*authority)->status_revision); !next) return pass_on(next);
  return signed_by_all({registrar(entry.tables)}, [id = *id, status = *status, &body](Tables& tables) {
    auto& changed = tables.authorities.edit(id);
    const bool was_active = changed.status == AuthorityStatus::active;
    changed.status = status;
    if (status == AuthorityStatus::withdrawn) changed.recovery.reset();
    changed.status_reason = body.reason();
    changed.status_revision = body.revision();
    Applied applied{.authority = id};
    if (was_active) applied.deactivated = usable_devices(tables, id);
    if (status == AuthorityStatus::active) applied.activated = usable_devices(tables, id);
    if (status == AuthorityStatus::withdrawn) {
      for (const auto& [address, officer] : officers_of(tables, id)) {
        for (const auto& device : officer.devices) end(tables, device);
      }
    }
    return applied;
  });
}

Result<Ruling> authority_keys_rotated(const Entry& entry, const v1::AuthorityKeysRotated& body) {
  auto id = parse_authority(body.authority_id());
  if (!id) return pass_on(id);
  auto authority = active(entry.tables, *id);
  if (!authority) return pass_on(authority);
  if (auto next = require_next(body.revision(), (*authority)->keys_revision); !next) return pass_on(next);
  auto keys = parse_key_set(entry, body.authority_keys(), "authority_keys");
  if (!keys) return pass_on(keys);
  Alternative groups{keys_of(**authority), {"new keys of " + id->string(), *keys}};
  return signed_by_all(std::move(groups), [id = *id, keys = *keys, &body](Tables& tables) {
    auto& changed = tables.authorities.edit(id);
    changed.keys = keys;
    changed.recovery.reset();  // the present keys are not lost
    changed.keys_revision = body.revision();
    remember(tables, keys);
    return Applied{.authority = id};
  });
}

}  // namespace valise::directory::rules
