#include "client-sdk/mls/psk_lookup.hpp"

namespace valise::mls {
namespace {

std::optional<SecretBytes> find_own(const PreSharedKeyId& id, const PskSources& sources) {
  if (!sources.current || id.psk_group_id != sources.current->context.group_id) return std::nullopt;
  if (id.psk_epoch == sources.current->context.epoch) return SecretBytes::copy_of(sources.current->secrets.resumption.expose());
  const auto found = std::ranges::find(*sources.earlier, id.psk_epoch, &ResumptionEntry::epoch);
  if (found == sources.earlier->end()) return std::nullopt;
  return SecretBytes::copy_of(found->psk.expose());
}

std::optional<SecretBytes> find_resumption(const PreSharedKeyId& id, const PskSources& sources) {
  if (id.usage != ResumptionUsage::application) {
    const bool linked = sources.link && sources.link->id.same_key(id);
    return linked ? std::optional(SecretBytes::copy_of(sources.link->key.expose())) : std::nullopt;
  }
  if (auto own = find_own(id, sources)) return own;
  return sources.store ? sources.store->find_resumption(id.psk_group_id, id.psk_epoch) : std::nullopt;
}

std::optional<SecretBytes> find_psk(const PreSharedKeyId& id, const PskSources& sources) {
  if (id.type == PskType::resumption) return find_resumption(id, sources);
  return sources.store ? sources.store->find(id.psk_id) : std::nullopt;
}

}  // namespace

Result<std::vector<Psk>> find_psks(std::span<const PreSharedKeyId> ids, const PskSources& sources) {
  std::vector<Psk> out;
  out.reserve(ids.size());
  for (const PreSharedKeyId& id : ids) {
    auto key = find_psk(id, sources);
    if (!key) return base::fail(MlsError::missing_psk);
    out.push_back({id, std::move(*key)});
  }
  return out;
}

std::vector<PreSharedKeyId> psk_ids(const ProposalList& list) {
  std::vector<PreSharedKeyId> out;
  for (const ListedProposal& listed : list) {
    if (const auto* psk = listed.proposal->get<PreSharedKey>()) out.push_back(psk->psk);
  }
  return out;
}

std::vector<PreSharedKeyId> psk_ids(std::span<const Proposal> proposals) {
  std::vector<PreSharedKeyId> out;
  for (const Proposal& proposal : proposals) {
    if (const auto* psk = proposal.get<PreSharedKey>()) out.push_back(psk->psk);
  }
  return out;
}

}  // namespace valise::mls
