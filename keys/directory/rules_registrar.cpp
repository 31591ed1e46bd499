// Rules for what the registrar says: genesis, its own keys, relays, the protocol floor, witnesses.
#include "keys/directory/checkpoint.hpp"
#include "keys/directory/record_rules.hpp"
#include "keys/directory/rules.hpp"
#include "keys/directory/text.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

Result<Relay> parse_relay(const v1::RelayAnnounced& body) {
  const auto id = base::RelayId::parse(body.tls_spki_sha256());
  const auto log_key = crypto::VerifyKey::parse(base::as_bytes(body.log_public_key()));
  if (!is_name(body.name())) return fail(RuleError::id_invalid, "relay");
  if (!id || !log_key || !is_host_port(body.address()) || !is_origin(body.log_origin())) return fail(RuleError::relay_invalid);
  return Relay{body.name(), body.revision(), body.address(), *id, *log_key, body.log_origin()};
}

bool is_taken(const Tables& tables, const Relay& relay) {
  return std::ranges::any_of(tables.relays,
                             [&](const auto& item) { return item.second.id == relay.id && item.second.name != relay.name; });
}

// A suite that was dropped stays dropped; new ones may come, or there could never be a better one.
Result<Floor> raise(const Floor& floor, const v1::ProtocolFloorRaised& body) {
  Floor out{body.revision(), body.protocol_version(), {}, floor.dropped_suites};
  if (out.protocol_version < floor.protocol_version) return fail(RuleError::floor_lowered);
  if (body.cipher_suites().empty() || body.cipher_suites_size() > max_items)
    return fail(RuleError::value_invalid, "cipher_suites");
  std::set<std::uint32_t> allowed;
  for (const auto suite : body.cipher_suites()) {
    if (suite == 0 || suite > 0xffff || !allowed.insert(suite).second) return fail(RuleError::value_invalid, "cipher_suites");
    if (floor.dropped_suites.contains(suite)) return fail(RuleError::floor_lowered);
    out.cipher_suites.push_back(suite);
  }
  for (const auto suite : floor.cipher_suites) {
    if (!allowed.contains(suite)) out.dropped_suites.insert(suite);
  }
  return out;
}

Result<Witness> parse_witness(const Tables& tables, const v1::Witness& in) {
  const auto key = crypto::VerifyKey::parse(base::as_bytes(in.public_key()));
  if (!is_origin(in.name()) || !key) return fail(RuleError::witness_invalid);
  if (tables.device_keys.contains(*key) || tables.administrator_keys.contains(*key)) {
    return fail(RuleError::key_used_before, "witnesses");
  }
  return Witness{in.name(), *key};
}

// A witness counts once, so names and keys are all different.
Result<WitnessSet> parse_witnesses(const Tables& tables, const v1::WitnessesConfigured& body) {
  const auto count = static_cast<std::uint32_t>(body.witnesses_size());
  if (count < 1 || count > WitnessSet::most) return fail(RuleError::witness_invalid);
  if (body.threshold() < 1 || body.threshold() > count) return fail(RuleError::witness_invalid);
  WitnessSet out{.revision = body.revision(), .threshold = body.threshold(), .witnesses = {}};
  for (const auto& in : body.witnesses()) {
    auto witness = parse_witness(tables, in);
    if (!witness) return pass_on(witness);
    const bool twice = std::ranges::any_of(
        out.witnesses, [&](const Witness& other) { return other.name == witness->name || other.key == witness->key; });
    if (twice) return fail(RuleError::witness_invalid);
    out.witnesses.push_back(std::move(*witness));
  }
  return out;
}

}  // namespace

Result<Ruling> genesis(const Entry& entry, const v1::Genesis& body) {
  if (entry.tables.entries != 0) return fail(RuleError::genesis_repeated);
  if (auto name = check_line(body.name(), Presence::required, "name"); !name) return pass_on(name);
  auto keys = parse_key_set(entry, body.registrar_keys(), "registrar_keys");
  if (!keys) return pass_on(keys);
  return signed_by_all({{"registrar", *keys}}, [keys = *keys, &body, &statement = entry.statement](Tables& tables) {
    tables.directory_id = directory_id_of(statement.statement_bytes());
    tables.name = body.name();
    tables.registrar = keys;
    remember(tables, keys);
    return Applied{};
  });
}

Result<Ruling> registrar_keys_rotated(const Entry& entry, const v1::RegistrarKeysRotated& body) {
  if (auto next = require_next(body.revision(), entry.tables.registrar_revision); !next) return pass_on(next);
  auto keys = parse_key_set(entry, body.registrar_keys(), "registrar_keys");
  if (!keys) return pass_on(keys);
  return signed_by_all({registrar(entry.tables), {"new keys of the registrar", *keys}}, [keys = *keys, &body](Tables& tables) {
    tables.registrar = keys;
    tables.registrar_revision = body.revision();
    remember(tables, keys);
    return Applied{};
  });
}

Result<Ruling> relay_announced(const Entry& entry, const v1::RelayAnnounced& body) {
  auto relay = parse_relay(body);
  if (!relay) return pass_on(relay);
  const auto* before = find(entry.tables.relays, body.name());
  if (auto next = require_next(body.revision(), before == nullptr ? 0 : before->revision); !next) return pass_on(next);
  if (is_taken(entry.tables, *relay)) return fail(RuleError::relay_key_taken);
  if (entry.tables.device_keys.contains(relay->log_key) || entry.tables.witness_keys.contains(relay->log_key)) {
    return fail(RuleError::key_used_before, "log_public_key");
  }
  return signed_by_all({registrar(entry.tables)}, [relay = *relay](Tables& tables) {
    tables.relays.put(relay.name, relay);
    tables.administrator_keys.insert(relay.log_key);
    return Applied{};
  });
}

Result<Ruling> protocol_floor_raised(const Entry& entry, const v1::ProtocolFloorRaised& body) {
  if (auto next = require_next(body.revision(), entry.tables.floor.revision); !next) return pass_on(next);
  auto floor = raise(entry.tables.floor, body);
  if (!floor) return pass_on(floor);
  return signed_by_all({registrar(entry.tables)}, [floor = *floor](Tables& tables) {
    tables.floor = floor;
    return Applied{};
  });
}

Result<Ruling> witnesses_configured(const Entry& entry, const v1::WitnessesConfigured& body) {
  if (auto next = require_next(body.revision(), entry.tables.witnesses.revision); !next) return pass_on(next);
  auto witnesses = parse_witnesses(entry.tables, body);
  if (!witnesses) return pass_on(witnesses);
  return signed_by_all({registrar(entry.tables)}, [witnesses = *witnesses](Tables& tables) {
    if (!tables.witnessed_from) tables.witnessed_from = base::LogIndex(tables.entries);
    tables.witnesses = witnesses;
    for (const auto& witness : witnesses.witnesses) tables.witness_keys.insert(witness.key);
    return Applied{};
  });
}

}  // namespace valise::directory::rules
