// describe_statement: what a statement does, in words that a keyholder can check before signing.
#include "base/text_encoding.hpp"
#include "keys/directory/checkpoint.hpp"
#include "keys/directory/device.hpp"
#include "keys/registrar/output.hpp"
#include "keys/registrar/record_file.hpp"
#include "keys/registrar/roster_file.hpp"

namespace valise::registrar {
namespace {

using base::as_bytes;
using directory::StatementKind;

json::array strings(const auto& list) {
  json::array out;
  for (const auto& item : list) out.emplace_back(item);
  return out;
}
json::object texts(const auto& list) {
  json::object out;
  for (const auto& item : list) out[item.language()] = item.text();
  return out;
}
json::object keys(const v1::KeySet& set) {
  json::array list;
  for (const auto& key : set.public_keys()) list.emplace_back(hex(as_bytes(key)));
  json::object out{{"threshold", set.threshold()}};
  out["public_keys"] = std::move(list);
  return out;
}
json::object officer(const v1::Officer& in) {
  json::object out{{"officer", in.authority_id() + "/@" + in.officer_id()}, {"name", in.name()}, {"title", in.title()}};
  out["languages"] = strings(in.languages());
  return out;
}
std::string_view kind_text(v1::PostKind kind) {
  switch (kind) {
    case v1::POST_KIND_DESK: return "desk";
    case v1::POST_KIND_FOCAL_POINT: return "focal-point";
    case v1::POST_KIND_CONTACT_POINT_24_7: return "contact-point-24-7";
    default: return "unknown";
  }
}
std::string_view history_text(v1::HistoryPolicy policy) {
  switch (policy) {
    case v1::HISTORY_POLICY_OPEN_MATTERS: return "open-matters";
    case v1::HISTORY_POLICY_ALL: return "all";
    default: return "none";
  }
}
json::array chain(const v1::Post& in) {
  json::array out;
  for (const auto& step : in.escalation()) {
    json::object one{{"after_minutes", step.after_minutes()}};
    if (!step.post_id().empty()) one["post"] = in.authority_id() + '/' + step.post_id();
    if (!step.officer_ids().empty()) one["officers"] = strings(step.officer_ids());
    out.push_back(std::move(one));
  }
  return out;
}
json::object post(const v1::Post& in) {
  json::object out{{"post", in.authority_id() + '/' + in.post_id()}, {"kind", kind_text(in.kind())}};
  out["names"] = texts(in.names());
  if (!in.networks().empty()) out["networks"] = strings(in.networks());
  if (!in.languages().empty()) out["languages"] = strings(in.languages());
  if (!in.escalation().empty()) out["escalation"] = chain(in);
  if (in.history() != v1::HISTORY_POLICY_UNSPECIFIED) out["history"] = history_text(in.history());
  return out;
}
json::object record(const v1::AuthorityRecord& in) { return {{"authority", in.authority_id()}, {"record", format_record(in)}}; }
json::object device(const v1::DeviceEnrolled& in) {
  const auto parsed = directory::parse_device(as_bytes(in.device()));
  if (!parsed) return {{"device", "malformed"}};
  return {{"device", hex(parsed->id.view())},
          {"officer", parsed->officer.string()},
          {"label", parsed->label},
          {"signature_key", hex(parsed->signature_key.view())},
          {"transport_key", hex(parsed->transport_key.view())}};
}
std::string_view status_text(v1::AuthorityStatus status) {
  switch (status) {
    case v1::AUTHORITY_STATUS_ACTIVE: return "reinstate an authority";
    case v1::AUTHORITY_STATUS_SUSPENDED: return "suspend an authority";
    case v1::AUTHORITY_STATUS_WITHDRAWN: return "withdraw an authority for good";
    default: return "give an authority an unknown status";
  }
}

json::object says(std::string_view what, json::object fields) {
  json::object out{{"does", what}};
  for (auto& field : fields) out[field.key()] = std::move(field.value());
  return out;
}
json::object with_keys(json::object fields, const v1::KeySet& set) {
  fields["keys"] = keys(set);
  return fields;
}
json::object with_revision(json::object fields, std::uint64_t revision) {
  fields["revision"] = revision;
  return fields;
}

json::object relay(const v1::RelayAnnounced& in) {
  return {{"relay", in.name()},
          {"address", in.address()},
          {"tls_spki_sha256", hex(as_bytes(in.tls_spki_sha256()))},
          {"log_public_key", hex(as_bytes(in.log_public_key()))},
          {"log_origin", in.log_origin()},
          {"revision", in.revision()}};
}
json::object floor(const v1::ProtocolFloorRaised& in) {
  json::array suites;
  for (auto suite : in.cipher_suites()) suites.emplace_back(suite);
  json::object out{{"protocol_version", in.protocol_version()}, {"revision", in.revision()}};
  out["cipher_suites"] = std::move(suites);
  return out;
}
json::object witnesses(const v1::WitnessesConfigured& in) {
  json::array list;
  for (const auto& witness : in.witnesses()) {
    const auto key = crypto::VerifyKey::parse(as_bytes(witness.public_key()));
    list.emplace_back(key ? directory::verifier_key(witness.name(), *key, directory::NoteAlgorithm::cosignature) : "malformed");
  }
  json::object out{{"threshold", in.threshold()}, {"revision", in.revision()}};
  out["witnesses"] = std::move(list);
  return out;
}
json::object roster(const v1::RosterPublished& in) {
  json::object out{{"post", in.authority_id() + '/' + in.post_id()}, {"revision", in.revision()}};
  out["officers"] = strings(in.officer_ids());
  if (in.shifts_size() + in.exceptions_size() > 0) out["plan"] = format_roster(in);
  return out;
}
json::object holidays(const v1::HolidayCalendarPublished& in) {
  json::object days;
  for (const auto& holiday : in.holidays()) days[holiday.date()] = texts(holiday.names());
  json::object out{{"calendar", in.name()}, {"revision", in.revision()}};
  out["holidays"] = std::move(days);
  return out;
}
json::object network(const v1::NetworkDefined& in) {
  json::object out{{"network", in.network_id()}, {"secretariat", in.secretariat_authority_id()}, {"revision", in.revision()}};
  out["names"] = texts(in.names());
  return out;
}
json::object membership(const v1::NetworkMembershipChanged& in) {
  return {{"network", in.network_id()}, {"authority", in.authority_id()}, {"revision", in.revision()}};
}

json::object describe_body(const v1::Statement& s) {
  switch (s.body_case()) {
    case StatementKind::kGenesis:
      return says("start a directory", with_keys({{"name", s.genesis().name()}}, s.genesis().registrar_keys()));
    case StatementKind::kRegistrarKeysRotated:
      return says("replace the registrar's keys",
                  with_keys({{"revision", s.registrar_keys_rotated().revision()}}, s.registrar_keys_rotated().registrar_keys()));
    case StatementKind::kRelayAnnounced: return says("announce a relay", relay(s.relay_announced()));
    case StatementKind::kProtocolFloorRaised: return says("raise the protocol floor", floor(s.protocol_floor_raised()));
    case StatementKind::kWitnessesConfigured:
      return says("name the witnesses whose cosignatures the log needs", witnesses(s.witnesses_configured()));
    case StatementKind::kAuthorityRegistered:
      return says("register an authority",
                  with_keys(record(s.authority_registered().record()), s.authority_registered().authority_keys()));
    case StatementKind::kAuthorityRecordChanged:
      return says("change an authority's record",
                  with_revision(record(s.authority_record_changed().record()), s.authority_record_changed().revision()));
    case StatementKind::kAuthorityStatusChanged:
      return says(status_text(s.authority_status_changed().status()), {{"authority", s.authority_status_changed().authority_id()},
                                                                       {"reason", s.authority_status_changed().reason()},
                                                                       {"revision", s.authority_status_changed().revision()}});
    case StatementKind::kAuthorityKeysRotated:
      return says("replace an authority's keys", with_keys({{"authority", s.authority_keys_rotated().authority_id()},
                                                            {"revision", s.authority_keys_rotated().revision()}},
                                                           s.authority_keys_rotated().authority_keys()));
    case StatementKind::kAuthorityRecoveryAnnounced:
      return says("announce that an authority lost its keys, and which ones will take their place",
                  with_keys({{"authority", s.authority_recovery_announced().authority_id()},
                             {"reason", s.authority_recovery_announced().reason()},
                             {"revision", s.authority_recovery_announced().revision()}},
                            s.authority_recovery_announced().authority_keys()));
    case StatementKind::kAuthorityRecoveryContested:
      return says("contest the recovery of an authority's keys: nothing changes",
                  with_revision({{"authority", s.authority_recovery_contested().authority_id()}},
                                s.authority_recovery_contested().revision()));
    case StatementKind::kAuthorityRecoveryCompleted:
      return says("complete the recovery of an authority's keys: the new ones are in force",
                  with_revision({{"authority", s.authority_recovery_completed().authority_id()}},
                                s.authority_recovery_completed().revision()));
    case StatementKind::kOfficerEnrolled: return says("enrol an officer", officer(s.officer_enrolled().officer()));
    case StatementKind::kOfficerChanged:
      return says("change an officer's entry",
                  with_revision(officer(s.officer_changed().officer()), s.officer_changed().revision()));
    case StatementKind::kOfficerRetired:
      return says("retire an officer and all of the officer's devices",
                  {{"officer", s.officer_retired().authority_id() + "/@" + s.officer_retired().officer_id()}});
    case StatementKind::kDeviceEnrolled: return says("enrol a device", device(s.device_enrolled()));
    case StatementKind::kDeviceRevoked:
      return says("revoke a device for good",
                  {{"device", hex(as_bytes(s.device_revoked().device_id()))}, {"reason", s.device_revoked().reason()}});
    case StatementKind::kPostDefined: return says("define a post", post(s.post_defined().post()));
    case StatementKind::kPostChanged:
      return says("change a post", with_revision(post(s.post_changed().post()), s.post_changed().revision()));
    case StatementKind::kPostRetired:
      return says("retire a post", {{"post", s.post_retired().authority_id() + '/' + s.post_retired().post_id()}});
    case StatementKind::kRosterPublished: return says("publish who staffs a post", roster(s.roster_published()));
    case StatementKind::kNetworkDefined: return says("define a network", network(s.network_defined()));
    case StatementKind::kNetworkMembershipChanged:
      return says(
          s.network_membership_changed().member() ? "take an authority into a network" : "take an authority out of a network",
          membership(s.network_membership_changed()));
    case StatementKind::kHolidayCalendarPublished:
      return says("publish a calendar of public holidays", holidays(s.holiday_calendar_published()));
    case StatementKind::BODY_NOT_SET: break;
  }
  return says("nothing", {});
}

}  // namespace

json::object describe_statement(const directory::SignedStatement& statement) {
  auto out = describe_body(statement.statement());
  out["made_at"] = time_text(base::from_wire(statement.statement().made_at_ms()));
  out["directory_id"] = hex(as_bytes(statement.statement().directory_id()));
  json::array signers;
  for (const auto& signature : statement.signatures()) signers.emplace_back(hex(signature.key.view()));
  out["signed_by"] = std::move(signers);
  return out;
}

}  // namespace valise::registrar
