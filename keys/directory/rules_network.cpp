// Rules for networks and who belongs to them.
#include "keys/directory/record_rules.hpp"
#include "keys/directory/rules.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

Result<> check_secretariat(const Tables& tables, const std::string& id) {
  if (id.empty()) return {};
  const auto authority = AuthorityId::parse(id);
  if (!authority || !tables.authorities.contains(*authority)) return fail(RuleError::secretariat_unknown);
  return {};
}

Result<> check_revision(const Network* before, std::uint64_t revision) {
  if (before != nullptr) return require_next(revision, before->definition.revision());
  if (revision != 0) return fail(RuleError::revision_out_of_order);
  return {};
}

std::uint64_t last_revision(const Network& network, const AuthorityId& authority) {
  const auto* revision = find(network.membership_revisions, authority);
  return revision == nullptr ? 0 : *revision;
}

// The registrar, or the secretariat if there is one that may act.
std::vector<Group> keepers(const Tables& tables, const Network& network) {
  std::vector<Group> out{registrar(tables)};
  const auto id = AuthorityId::parse(network.definition.secretariat_authority_id());
  if (id && is_active(tables, *id)) out.push_back(keys_of(tables.authorities.at(*id)));
  return out;
}

}  // namespace

Result<Ruling> network_defined(const Entry& entry, const v1::NetworkDefined& body) {
  auto id = NetworkId::parse(body.network_id());
  if (!id) return fail(RuleError::id_invalid, "network");
  if (auto names = check_names(body.names(), "names"); !names) return pass_on(names);
  if (auto ok = check_secretariat(entry.tables, body.secretariat_authority_id()); !ok) return pass_on(ok);
  if (auto next = check_revision(find(entry.tables.networks, *id), body.revision()); !next) return pass_on(next);
  return signed_by_all({registrar(entry.tables)}, [id = *id, &body](Tables& tables) {
    if (!tables.networks.contains(id)) tables.networks.put(id, Network{.id = id});
    tables.networks.edit(id).definition = body;
    return Applied{};
  });
}

Result<Ruling> network_membership_changed(const Entry& entry, const v1::NetworkMembershipChanged& body) {
  const auto id = NetworkId::parse(body.network_id());
  const auto* network = id ? find(entry.tables.networks, *id) : nullptr;
  if (network == nullptr) return fail(RuleError::network_unknown);
  auto authority = parse_authority(body.authority_id());
  if (!authority) return pass_on(authority);
  if (auto known = registered(entry.tables, *authority); !known) return pass_on(known);
  if (network->members.contains(*authority) == body.member()) return fail(RuleError::membership_unchanged);
  if (auto next = require_next(body.revision(), last_revision(*network, *authority)); !next) return pass_on(next);
  return signed_by_any(keepers(entry.tables, *network), [id = *id, member = *authority, &body](Tables& tables) {
    auto& changed = tables.networks.edit(id);
    changed.membership_revisions[member] = body.revision();
    if (body.member()) {
      changed.members.insert(member);
    } else {
      changed.members.erase(member);
    }
    return Applied{.authority = member};
  });
}

}  // namespace valise::directory::rules
