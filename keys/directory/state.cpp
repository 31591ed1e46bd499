#include "keys/directory/state.hpp"

#include "keys/directory/rules.hpp"

namespace valise::directory {
namespace {

using base::fail;
using base::Result;
using rules::Alternative;
using rules::Entry;
using rules::Group;
using rules::Ruling;

Result<> check_directory(const Entry& entry) {
  const auto& statement = entry.statement.statement();
  if (entry.tables.entries == 0) {
    if (!statement.has_genesis()) return fail(RuleError::genesis_expected);
    if (!statement.directory_id().empty()) return fail(RuleError::wrong_directory);
    return {};
  }
  if (statement.has_genesis()) return fail(RuleError::genesis_repeated);
  if (statement.directory_id() != entry.tables.directory_id.string()) return fail(RuleError::wrong_directory);
  return {};
}

Result<Ruling> rule_on(const Entry& entry) {
  if (auto directory = check_directory(entry); !directory) return pass_on(directory);
  const auto& s = entry.statement.statement();
  switch (s.body_case()) {
    case StatementKind::kGenesis: return rules::genesis(entry, s.genesis());
    case StatementKind::kRegistrarKeysRotated: return rules::registrar_keys_rotated(entry, s.registrar_keys_rotated());
    case StatementKind::kRelayAnnounced: return rules::relay_announced(entry, s.relay_announced());
    case StatementKind::kProtocolFloorRaised: return rules::protocol_floor_raised(entry, s.protocol_floor_raised());
    case StatementKind::kWitnessesConfigured: return rules::witnesses_configured(entry, s.witnesses_configured());
    case StatementKind::kAuthorityRegistered: return rules::authority_registered(entry, s.authority_registered());
    case StatementKind::kAuthorityRecordChanged: return rules::authority_record_changed(entry, s.authority_record_changed());
    case StatementKind::kAuthorityStatusChanged: return rules::authority_status_changed(entry, s.authority_status_changed());
    case StatementKind::kAuthorityKeysRotated: return rules::authority_keys_rotated(entry, s.authority_keys_rotated());
    case StatementKind::kAuthorityRecoveryAnnounced:
      return rules::authority_recovery_announced(entry, s.authority_recovery_announced());
    case StatementKind::kAuthorityRecoveryContested:
      return rules::authority_recovery_contested(entry, s.authority_recovery_contested());
    case StatementKind::kAuthorityRecoveryCompleted:
      return rules::authority_recovery_completed(entry, s.authority_recovery_completed());
    case StatementKind::kOfficerEnrolled: return rules::officer_enrolled(entry, s.officer_enrolled());
    case StatementKind::kOfficerChanged: return rules::officer_changed(entry, s.officer_changed());
    case StatementKind::kOfficerRetired: return rules::officer_retired(entry, s.officer_retired());
    case StatementKind::kDeviceEnrolled: return rules::device_enrolled(entry, s.device_enrolled());
    case StatementKind::kDeviceRevoked: return rules::device_revoked(entry, s.device_revoked());
    case StatementKind::kPostDefined: return rules::post_defined(entry, s.post_defined());
    case StatementKind::kPostChanged: return rules::post_changed(entry, s.post_changed());
    case StatementKind::kPostRetired: return rules::post_retired(entry, s.post_retired());
    case StatementKind::kRosterPublished: return rules::roster_published(entry, s.roster_published());
    case StatementKind::kNetworkDefined: return rules::network_defined(entry, s.network_defined());
    case StatementKind::kNetworkMembershipChanged:
      return rules::network_membership_changed(entry, s.network_membership_changed());
    case StatementKind::kHolidayCalendarPublished:
      return rules::holiday_calendar_published(entry, s.holiday_calendar_published());
    case StatementKind::BODY_NOT_SET: break;
  }
  return fail(StatementError::body_missing);
}

bool has_a_say(const Ruling& ruling, const crypto::VerifyKey& key) {
  return std::ranges::any_of(ruling.alternatives, [&](const Alternative& groups) {
    return std::ranges::any_of(groups, [&](const Group& group) { return group.keys.keys.contains(key); });
  });
}

// Every signature that is there is by a key with a say, and right.
Result<> check_present_signatures(const Ruling& ruling, const SignedStatement& statement, Signatures signatures) {
  for (const auto& signature : statement.signatures()) {
    if (!has_a_say(ruling, signature.key)) return fail(RuleError::signature_by_other_key);
  }
  if (signatures == Signatures::verified_before) return {};
  return statement.verify_signatures();
}

SignatureGroup count(const Group& group, const SignedStatement& statement) {
  SignatureGroup out{.who = group.who, .threshold = group.keys.threshold};
  for (const auto& key : group.keys.keys) (statement.signed_by(key) ? out.signed_by : out.missing).push_back(key);
  return out;
}

RequiredSignatures count(const Ruling& ruling, const SignedStatement& statement) {
  RequiredSignatures out;
  for (const auto& alternative : ruling.alternatives) {
    auto& groups = out.alternatives.emplace_back();
    for (const auto& group : alternative) groups.push_back(count(group, statement));
  }
  return out;
}

Result<Ruling> judge(const Entry& entry) {
  auto ruling = rule_on(entry);
  if (!ruling) return ruling;
  if (!count(*ruling, entry.statement).complete()) return fail(RuleError::too_few_signatures);
  if (auto valid = check_present_signatures(*ruling, entry.statement, entry.signatures); !valid) return pass_on(valid);
  return ruling;
}

Applied take_effect(const Ruling& ruling, const SignedStatement& statement, Tables& tables) {
  Applied applied = ruling.effect(tables);
  applied.kind = statement.statement().body_case();
  ++tables.entries;
  return applied;
}

}  // namespace

bool RequiredSignatures::complete() const {
  return std::ranges::any_of(alternatives,
                             [](const auto& groups) { return std::ranges::all_of(groups, &SignatureGroup::complete); });
}

Result<> DirectoryState::check(base::ByteView signed_statement) const {
  auto statement = SignedStatement::parse(signed_statement);
  if (!statement) return pass_on(statement);
  return check(*statement);
}

Result<> DirectoryState::check(const SignedStatement& statement) const {
  auto ruling = judge({tables_, statement, Signatures::verify});
  if (!ruling) return pass_on(ruling);
  return {};
}

Result<Applied> DirectoryState::apply(base::ByteView signed_statement, Signatures signatures) {
  auto statement = SignedStatement::parse(signed_statement);
  if (!statement) return pass_on(statement);
  return apply(*statement, signatures);
}

Result<Applied> DirectoryState::apply(const SignedStatement& statement, Signatures signatures) {
  auto ruling = judge({tables_, statement, signatures});
  if (!ruling) return pass_on(ruling);
  return take_effect(*ruling, statement, tables_);
}

void DirectoryState::hold() {
  held_ = static_cast<const Basics&>(tables_);
  tables_.each_table([](auto& table) { table.hold(); });
}

void DirectoryState::keep() noexcept {
  held_.reset();
  tables_.each_table([](auto& table) { table.keep(); });
}

void DirectoryState::take_back() noexcept {
  static_cast<Basics&>(tables_) = std::move(*held_);
  held_.reset();
  tables_.each_table([](auto& table) { table.take_back(); });
}

Result<RequiredSignatures> DirectoryState::required_signatures(const SignedStatement& statement) const {
  auto ruling = rule_on({tables_, statement, Signatures::verify});
  if (!ruling) return pass_on(ruling);
  if (auto valid = check_present_signatures(*ruling, statement, Signatures::verify); !valid) return pass_on(valid);
  return count(*ruling, statement);
}

}  // namespace valise::directory
