// Rules for the recovery of an authority's lost keys (docs/design/0009-authority-recovery.md):
//
//   nothing pending --announced--> pending --completed, at the earliest recovery_wait later--> nothing pending, new keys
//                                     |
//                                     +--contested, keys rotated, or withdrawn--> nothing pending, keys as they were
#include "keys/directory/record_rules.hpp"
#include "keys/directory/recovery.hpp"
#include "keys/directory/rules.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

// Suspended ones, too: their keys may be what was lost, and a suspension must not silence who contests.
Result<const Authority*> not_withdrawn(const Tables& tables, const AuthorityId& id) {
  auto authority = registered(tables, id);
  if (authority && (*authority)->status == AuthorityStatus::withdrawn) return fail(RuleError::authority_withdrawn);
  return authority;
}

// The authority that waits for the end of the recovery of this revision.
Result<const Authority*> recovering(const Tables& tables, std::string_view text, std::uint64_t revision) {
  auto id = parse_authority(text);
  if (!id) return pass_on(id);
  auto authority = not_withdrawn(tables, *id);
  if (!authority) return authority;
  if (!(*authority)->recovery) return fail(RuleError::no_recovery_pending);
  if (revision != (*authority)->recovery_revision) return fail(RuleError::revision_out_of_order);
  return authority;
}

Group new_keys(const AuthorityId& id, const KeySet& keys) { return {"new keys of " + id.string(), keys}; }

}  // namespace

Result<Ruling> authority_recovery_announced(const Entry& entry, const v1::AuthorityRecoveryAnnounced& body) {
  auto id = parse_authority(body.authority_id());
  if (!id) return pass_on(id);
  auto authority = not_withdrawn(entry.tables, *id);
  if (!authority) return pass_on(authority);
  if ((*authority)->recovery) return fail(RuleError::recovery_pending);
  if (auto next = require_next(body.revision(), (*authority)->recovery_revision); !next) return pass_on(next);
  if (auto reason = check_line(body.reason(), Presence::required, "reason"); !reason) return pass_on(reason);
  auto keys = parse_key_set(entry, body.authority_keys(), "authority_keys");
  if (!keys) return pass_on(keys);
  const auto at = base::from_wire(entry.statement.statement().made_at_ms());
  return signed_by_all({registrar(entry.tables), new_keys(*id, *keys)}, [id = *id, keys = *keys, at, &body](Tables& tables) {
    auto& changed = tables.authorities.edit(id);
    changed.recovery = Recovery{keys, body.reason(), at, base::LogIndex(tables.entries)};
    changed.recovery_revision = body.revision();
    remember(tables, keys);
    return Applied{.authority = id};
  });
}

Result<Ruling> authority_recovery_contested(const Entry& entry, const v1::AuthorityRecoveryContested& body) {
  auto authority = recovering(entry.tables, body.authority_id(), body.revision());
  if (!authority) return pass_on(authority);
  const auto id = (*authority)->id;
  return signed_by_any({keys_of(**authority), registrar(entry.tables)}, [id](Tables& tables) {
    tables.authorities.edit(id).recovery.reset();
    return Applied{.authority = id};
  });
}

Result<Ruling> authority_recovery_completed(const Entry& entry, const v1::AuthorityRecoveryCompleted& body) {
  auto authority = recovering(entry.tables, body.authority_id(), body.revision());
  if (!authority) return pass_on(authority);
  const auto& recovery = *(*authority)->recovery;
  if (base::from_wire(entry.statement.statement().made_at_ms()) < not_before(recovery))
    return fail(RuleError::recovery_too_early);
  const auto id = (*authority)->id;
  return signed_by_all({registrar(entry.tables), new_keys(id, recovery.keys)}, [id](Tables& tables) {
    auto& changed = tables.authorities.edit(id);
    changed.keys = std::move(changed.recovery->keys);
    ++changed.keys_revision;
    changed.recovery.reset();
    return Applied{.authority = id};
  });
}

}  // namespace valise::directory::rules
