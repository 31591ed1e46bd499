// The rules of replay, one function per statement, grouped by families in rules_*.cpp. Each looks at the tables and the statement
// and gives a Ruling: who has to sign, and the effect. It changes nothing and does not judge signatures; state.cpp does, once for
// all, and then lets the effect happen. Internal to this folder.
#pragma once

#include <functional>

#include "keys/directory/state.hpp"

namespace valise::directory::rules {

// Group is a key set with a say in a statement.
struct Group {
  std::string who;
  KeySet keys;
};
using Alternative = std::vector<Group>;  // all groups must reach their threshold

// Effect happens after everything was checked; it cannot fail. It refers to the statement, which must live until then.
using Effect = std::function<Applied(Tables&)>;

struct Ruling {
  std::vector<Alternative> alternatives;  // one must be complete
  Effect effect;
};

// Entry is what a rule may look at.
struct Entry {
  const Tables& tables;
  const SignedStatement& statement;
  Signatures signatures;
};

[[nodiscard]] base::Result<Ruling> genesis(const Entry& entry, const v1::Genesis& body);
[[nodiscard]] base::Result<Ruling> registrar_keys_rotated(const Entry& entry, const v1::RegistrarKeysRotated& body);
[[nodiscard]] base::Result<Ruling> relay_announced(const Entry& entry, const v1::RelayAnnounced& body);
[[nodiscard]] base::Result<Ruling> protocol_floor_raised(const Entry& entry, const v1::ProtocolFloorRaised& body);
[[nodiscard]] base::Result<Ruling> witnesses_configured(const Entry& entry, const v1::WitnessesConfigured& body);

[[nodiscard]] base::Result<Ruling> authority_registered(const Entry& entry, const v1::AuthorityRegistered& body);
[[nodiscard]] base::Result<Ruling> authority_record_changed(const Entry& entry, const v1::AuthorityRecordChanged& body);
[[nodiscard]] base::Result<Ruling> authority_status_changed(const Entry& entry, const v1::AuthorityStatusChanged& body);
[[nodiscard]] base::Result<Ruling> authority_keys_rotated(const Entry& entry, const v1::AuthorityKeysRotated& body);

[[nodiscard]] base::Result<Ruling> authority_recovery_announced(const Entry& entry, const v1::AuthorityRecoveryAnnounced& body);
[[nodiscard]] base::Result<Ruling> authority_recovery_contested(const Entry& entry, const v1::AuthorityRecoveryContested& body);
[[nodiscard]] base::Result<Ruling> authority_recovery_completed(const Entry& entry, const v1::AuthorityRecoveryCompleted& body);

[[nodiscard]] base::Result<Ruling> officer_enrolled(const Entry& entry, const v1::OfficerEnrolled& body);
[[nodiscard]] base::Result<Ruling> officer_changed(const Entry& entry, const v1::OfficerChanged& body);
[[nodiscard]] base::Result<Ruling> officer_retired(const Entry& entry, const v1::OfficerRetired& body);
[[nodiscard]] base::Result<Ruling> device_enrolled(const Entry& entry, const v1::DeviceEnrolled& body);
[[nodiscard]] base::Result<Ruling> device_revoked(const Entry& entry, const v1::DeviceRevoked& body);

[[nodiscard]] base::Result<Ruling> post_defined(const Entry& entry, const v1::PostDefined& body);
[[nodiscard]] base::Result<Ruling> post_changed(const Entry& entry, const v1::PostChanged& body);
[[nodiscard]] base::Result<Ruling> post_retired(const Entry& entry, const v1::PostRetired& body);
[[nodiscard]] base::Result<Ruling> roster_published(const Entry& entry, const v1::RosterPublished& body);

[[nodiscard]] base::Result<Ruling> holiday_calendar_published(const Entry& entry, const v1::HolidayCalendarPublished& body);

[[nodiscard]] base::Result<Ruling> network_defined(const Entry& entry, const v1::NetworkDefined& body);
[[nodiscard]] base::Result<Ruling> network_membership_changed(const Entry& entry, const v1::NetworkMembershipChanged& body);

// ---- what the families share (rules.cpp) ----

[[nodiscard]] Group registrar(const Tables& tables);
[[nodiscard]] Group keys_of(const Authority& authority);
// signed_by_all and signed_by_any put a ruling together.
[[nodiscard]] Ruling signed_by_all(Alternative groups, Effect effect);
[[nodiscard]] Ruling signed_by_any(std::vector<Group> groups, Effect effect);

// parse_key_set fails with key_set_invalid, or with key_used_before if a device has one of the keys. What was verified before had
// its keys checked to be points of the curve then.
[[nodiscard]] base::Result<KeySet> parse_key_set(const Entry& entry, const v1::KeySet& in, std::string_view what);
[[nodiscard]] base::Result<> require_next(std::uint64_t revision, std::uint64_t last);

// Lookups that fail with the error that says why not: id_invalid, and ..._unknown, ..._retired, authority_not_active.
[[nodiscard]] base::Result<AuthorityId> parse_authority(std::string_view id);
[[nodiscard]] base::Result<OfficerAddress> parse_officer(std::string_view authority, std::string_view officer);
[[nodiscard]] base::Result<PostAddress> parse_post(std::string_view authority, std::string_view post);
[[nodiscard]] base::Result<const Authority*> registered(const Tables& tables, const AuthorityId& id);
[[nodiscard]] base::Result<const Authority*> active(const Tables& tables, const AuthorityId& id);
[[nodiscard]] base::Result<const Officer*> not_retired(const Tables& tables, const OfficerAddress& address);
[[nodiscard]] base::Result<const Post*> not_retired(const Tables& tables, const PostAddress& address);

// remember keeps in mind that these are, or were, keys of administrators.
void remember(Tables& tables, const KeySet& keys);
// end marks a device as ended for good by the entry that takes effect now.
void end(Tables& tables, const base::DeviceId& id);
// active_devices gives the devices of an officer that are active now.
[[nodiscard]] std::vector<base::DeviceId> active_devices(const Tables& tables, const Officer& officer);

}  // namespace valise::directory::rules
