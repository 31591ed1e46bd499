#include "audit/replay.hpp"

#include <algorithm>

#include "audit/replay_saying.hpp"
#include "base/text_encoding.hpp"

namespace valise::audit {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;
using Body = v1::Statement::BodyCase;

Result<KeySet> read_keys(const v1::KeySet& in) {
  KeySet out{.threshold = in.threshold(), .keys = {}};
  for (const auto& bytes : in.public_keys()) {
    const auto key = crypto::VerifyKey::parse(as_bytes(bytes));
    if (!key || !out.keys.insert(*key).second) return fail(AuditError::statement_malformed, "key set");
  }
  if (out.threshold < 1 || out.threshold > out.keys.size()) return fail(AuditError::statement_malformed, "key set");
  return out;
}

}  // namespace

const Replay::Authority* Replay::authority(const std::string& id) const {
  const auto it = authorities_.find(id);
  return it == authorities_.end() ? nullptr : &it->second;
}

Result<Change> Replay::apply(base::ByteView entry) {
  const auto refuse = [&](base::Error error) { return with_context("entry " + std::to_string(next_), std::move(error)); };
  v1::SignedStatement envelope;
  v1::Statement statement;
  const bool read = envelope.ParseFromArray(entry.data(), static_cast<int>(entry.size())) &&
                    base::equal(as_bytes(envelope.SerializeAsString()), entry) && statement.ParseFromString(envelope.statement());
  if (!read) return refuse({make_error_code(AuditError::statement_malformed), {}});
  auto saying = understand(statement, envelope.statement());
  if (!saying) return refuse(std::move(saying.error()));
  auto signers = judge(envelope, saying->alternatives);
  if (!signers) return refuse(std::move(signers.error()));
  saying->effect(*this);
  saying->change.index = next_++;
  saying->change.made_at_ms = statement.made_at_ms();
  saying->change.signers = std::move(*signers);
  return std::move(saying->change);
}

// find_key gives the key with a say that has these bytes, and whose it is; null if none has. To read a key anew would cost as
// much as to verify with it.
template <class Alternatives>
const crypto::VerifyKey* find_key(const Alternatives& alternatives, std::string_view bytes, std::string& who) {
  for (const auto& groups : alternatives) {
    for (const auto& group : groups) {
      const auto it =
          std::ranges::find_if(group.keys.keys, [&](const auto& key) { return base::equal(key.view(), as_bytes(bytes)); });
      if (it == group.keys.keys.end()) continue;
      who = group.who;
      return &*it;
    }
  }
  return nullptr;
}

// One alternative must be complete; every signature that is there must be right and by a key of some alternative.
Result<std::vector<std::string>> Replay::judge(const v1::SignedStatement& envelope,
                                               const std::vector<Groups>& alternatives) const {
  std::set<crypto::VerifyKey> signers;
  std::vector<std::string> names;
  for (const auto& signature : envelope.signatures()) {
    std::string who;
    const auto* key = find_key(alternatives, signature.public_key(), who);
    if (key == nullptr) return fail(AuditError::signer_unknown);
    if (!signers.insert(*key).second) return fail(AuditError::statement_malformed, "signature");
    const auto right =
        crypto::verify_labelled(*key, "directory statement", as_bytes(envelope.statement()), as_bytes(signature.signature()));
    if (!right) return fail(AuditError::signature_wrong);
    names.push_back(who + " " + short_hex(signature.public_key()));
  }
  for (const auto& groups : alternatives) {
    bool complete = true;
    for (const auto& group : groups) {
      std::uint32_t present = 0;
      for (const auto& key : group.keys.keys) present += signers.contains(key) ? 1 : 0;
      complete = complete && present >= group.keys.threshold;
    }
    if (complete) return names;
  }
  return fail(AuditError::signatures_missing);
}

Result<Replay::Saying> Replay::understand(const v1::Statement& s, const std::string& bytes) const {
  const bool first = next_ == 0;
  if (first != s.has_genesis() || s.directory_id() != (first ? std::string() : directory_id_)) {
    return fail(first == s.has_genesis() ? AuditError::other_directory : AuditError::statement_out_of_place);
  }
  Saying out;
  Result<> understood;
  switch (s.body_case()) {
    case Body::kGenesis:
    case Body::kRegistrarKeysRotated:
    case Body::kRelayAnnounced:
    case Body::kProtocolFloorRaised:
    case Body::kWitnessesConfigured: understood = understand_registrar(s, bytes, out); break;
    case Body::kAuthorityRegistered:
    case Body::kAuthorityRecordChanged:
    case Body::kAuthorityStatusChanged:
    case Body::kAuthorityKeysRotated: understood = understand_authority(s, out); break;
    case Body::kAuthorityRecoveryAnnounced:
    case Body::kAuthorityRecoveryContested:
    case Body::kAuthorityRecoveryCompleted: understood = understand_recovery(s, out); break;
    case Body::kHolidayCalendarPublished: understood = understand_calendar(s.holiday_calendar_published(), out); break;
    case Body::kNetworkDefined:
    case Body::kNetworkMembershipChanged: understood = understand_network(s, out); break;
    case Body::BODY_NOT_SET: return fail(AuditError::statement_malformed);
    default: understood = understand_device(s, out); break;
  }
  if (!understood) return pass_on(understood);
  return out;
}

Result<> Replay::understand_registrar(const v1::Statement& s, const std::string& bytes, Saying& out) const {
  out.alternatives = {{registrar()}};
  if (s.has_genesis()) {
    auto keys = read_keys(s.genesis().registrar_keys());
    if (!keys) return pass_on(keys);
    out.change.what = "directory begun";
    out.change.subject = s.genesis().name();
    out.alternatives = {{{"registrar", *keys}}};
    out.effect = [keys = *keys, id = crypto::Sha256::of(as_bytes(bytes))](Replay& r) {
      r.registrar_ = keys;
      r.directory_id_ = base::to_string(id);
    };
  } else if (s.has_registrar_keys_rotated()) {
    auto keys = read_keys(s.registrar_keys_rotated().registrar_keys());
    if (!keys) return pass_on(keys);
    out.change.what = "registrar's keys replaced";
    out.alternatives = {{registrar(), {"new registrar", *keys}}};
    out.effect = [keys = *keys](Replay& r) { r.registrar_ = keys; };
  } else if (s.has_relay_announced()) {
    const auto& body = s.relay_announced();
    auto key = read_key(body.log_public_key());
    if (!key) return pass_on(key);
    out.change.what = "relay announced";
    out.change.subject = body.name() + " at " + body.address() + ", TLS key " + short_hex(body.tls_spki_sha256());
    out.effect = [name = body.name(), relay = AuditedRelay{*key, body.log_origin()}](Replay& r) {
      r.relays_.insert_or_assign(name, relay);
    };
  } else if (s.has_witnesses_configured()) {
    const auto& body = s.witnesses_configured();
    std::vector<AuditedWitness> witnesses;
    for (const auto& in : body.witnesses()) {
      auto key = read_key(in.public_key());
      if (!key) return pass_on(key);
      witnesses.push_back({in.name(), *key});
      out.change.subject += (out.change.subject.empty() ? "" : ", ") + in.name();
    }
    if (body.threshold() < 1 || body.threshold() > witnesses.size()) return fail(AuditError::statement_malformed, "witnesses");
    out.change.what = "witnesses configured";
    out.change.subject = std::to_string(body.threshold()) + " of " + out.change.subject;
    out.effect = [witnesses = std::move(witnesses), needed = body.threshold()](Replay& r) {
      r.witnesses_ = witnesses;
      r.witnesses_needed_ = needed;
    };
  } else {
    out.change.what = "protocol floor raised";
    out.change.subject = "version " + std::to_string(s.protocol_floor_raised().protocol_version());
  }
  return {};
}

Result<> Replay::understand_authority(const v1::Statement& s, Saying& out) const {
  std::string& id = out.change.authority;
  if (s.has_authority_registered()) {
    auto keys = read_keys(s.authority_registered().authority_keys());
    if (!keys) return pass_on(keys);
    id = s.authority_registered().record().authority_id();
    if (id.empty() || authority(id) != nullptr) return fail(AuditError::statement_out_of_place);
    out.change.what = "authority registered";
    out.alternatives = {{registrar(), {id, *keys}}};
    out.effect = [id, keys = *keys](Replay& r) { r.authorities_[id].keys = keys; };
    return {};
  }
  if (s.has_authority_record_changed()) id = s.authority_record_changed().record().authority_id();
  if (s.has_authority_status_changed()) id = s.authority_status_changed().authority_id();
  if (s.has_authority_keys_rotated()) id = s.authority_keys_rotated().authority_id();
  const auto* known = authority(id);
  if (known == nullptr || known->status == Status::withdrawn) return fail(AuditError::statement_out_of_place);
  if (s.has_authority_status_changed()) {
    const auto to = s.authority_status_changed().status();
    Status status = Status::active;
    if (to == v1::AUTHORITY_STATUS_SUSPENDED) status = Status::suspended;
    if (to == v1::AUTHORITY_STATUS_WITHDRAWN) status = Status::withdrawn;
    constexpr const char* words[] = {"authority reinstated", "authority suspended", "authority withdrawn"};
    out.change.what = words[static_cast<int>(status)];
    out.change.subject = s.authority_status_changed().reason();
    out.alternatives = {{registrar()}};
    out.effect = [id, status](Replay& r) {
      r.authorities_.at(id).status = status;
      if (status == Status::withdrawn) r.authorities_.at(id).recovery.reset();
    };
    return {};
  }
  if (known->status != Status::active) return fail(AuditError::statement_out_of_place);
  if (s.has_authority_record_changed()) {
    out.change.what = "record changed";
    out.alternatives = {{registrar(), {id, known->keys}}};
    return {};
  }
  auto keys = read_keys(s.authority_keys_rotated().authority_keys());
  if (!keys) return pass_on(keys);
  out.change.what = "authority's keys replaced";
  out.alternatives = {{{id, known->keys}, {"new " + id, *keys}}};
  out.effect = [id, keys = *keys](Replay& r) {
    r.authorities_.at(id).keys = keys;
    r.authorities_.at(id).recovery.reset();
  };
  return {};
}

// Lost keys are replaced in everybody's sight: announced, open to contest, completed after three weeks at the earliest.
Result<> Replay::understand_recovery(const v1::Statement& s, Saying& out) const {
  constexpr std::uint64_t wait_ms = 21ULL * 24 * 60 * 60 * 1000;
  std::string& id = out.change.authority;
  std::uint64_t revision = 0;
  const auto take = [&](const auto& body) {
    id = body.authority_id();
    revision = body.revision();
  };
  if (s.has_authority_recovery_announced()) take(s.authority_recovery_announced());
  if (s.has_authority_recovery_contested()) take(s.authority_recovery_contested());
  if (s.has_authority_recovery_completed()) take(s.authority_recovery_completed());
  const auto* known = authority(id);
  if (known == nullptr || known->status == Status::withdrawn) return fail(AuditError::statement_out_of_place);
  if (s.has_authority_recovery_announced()) {
    auto keys = read_keys(s.authority_recovery_announced().authority_keys());
    if (!keys) return pass_on(keys);
    if (known->recovery || revision != known->recovery_revision + 1) return fail(AuditError::statement_out_of_place);
    out.change.what = "recovery of lost keys announced";
    out.change.subject = s.authority_recovery_announced().reason();
    out.alternatives = {{registrar(), {"new " + id, *keys}}};
    out.effect = [id, keys = *keys, revision, at = s.made_at_ms()](Replay& r) {
      auto& changed = r.authorities_.at(id);
      changed.recovery = keys;
      changed.recovery_revision = revision;
      changed.recovery_at_ms = at;
    };
    return {};
  }
  if (!known->recovery || revision != known->recovery_revision) return fail(AuditError::statement_out_of_place);
  if (s.has_authority_recovery_contested()) {
    out.change.what = "recovery of lost keys contested";
    out.alternatives = {{{id, known->keys}}, {registrar()}};
    out.effect = [id](Replay& r) { r.authorities_.at(id).recovery.reset(); };
    return {};
  }
  if (s.made_at_ms() < known->recovery_at_ms + wait_ms) return fail(AuditError::statement_out_of_place, "before its time");
  out.change.what = "lost keys replaced";
  out.alternatives = {{registrar(), {"new " + id, *known->recovery}}};
  out.effect = [id](Replay& r) {
    auto& changed = r.authorities_.at(id);
    changed.keys = *changed.recovery;
    changed.recovery.reset();
  };
  return {};
}

// The registrar, or any active authority of the country that the name begins with.
Result<> Replay::understand_calendar(const v1::HolidayCalendarPublished& body, Saying& out) const {
  out.change.what = "holiday calendar published";
  out.change.subject = body.name() + ", " + std::to_string(body.holidays_size()) + " days";
  out.alternatives = {{registrar()}};
  const auto country = body.name().substr(0, body.name().find('-'));
  if (country.size() != 2) return {};
  for (const auto& [id, known] : authorities_) {
    if (known.status == Status::active && id.starts_with(country + "-")) out.alternatives.push_back({{id, known.keys}});
  }
  return {};
}

Result<> Replay::understand_network(const v1::Statement& s, Saying& out) const {
  out.alternatives = {{registrar()}};
  if (s.has_network_defined()) {
    const auto& body = s.network_defined();
    out.change.what = "network defined";
    out.change.subject = body.network_id();
    out.effect = [id = body.network_id(), by = body.secretariat_authority_id()](Replay& r) { r.secretariats_[id] = by; };
    return {};
  }
  const auto& body = s.network_membership_changed();
  const auto it = secretariats_.find(body.network_id());
  if (it == secretariats_.end() || authority(body.authority_id()) == nullptr) return fail(AuditError::statement_out_of_place);
  if (const auto* keeper = authority(it->second); keeper != nullptr && keeper->status == Status::active) {
    out.alternatives.push_back({{it->second, keeper->keys}});
  }
  out.change.authority = body.authority_id();
  out.change.what = body.member() ? "taken into a network" : "taken out of a network";
  out.change.subject = body.network_id();
  return {};
}

}  // namespace valise::audit
