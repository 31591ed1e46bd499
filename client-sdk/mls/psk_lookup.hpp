// Finding the PSKs that a proposal list names.
#pragma once

#include <deque>

#include "client-sdk/mls/epoch_state.hpp"
#include "client-sdk/mls/proposal_list.hpp"

namespace valise::mls {

// PskLink is the resumption PSK (usage reinit or branch) that ties a new group to the old one (11.2, 11.3).
struct PskLink {
  PreSharedKeyId id;
  SecretBytes key;
};

// PskSources: external keys and those of other groups from the application, resumption keys from this group's own epochs, and the
// one link, which is the only key of its usage.
struct PskSources {
  const PskStore* store = nullptr;
  const EpochState* current = nullptr;
  const std::deque<ResumptionEntry>* earlier = nullptr;
  const PskLink* link = nullptr;
};

// find_psks gives the keys in the order of their ids. Fails with missing_psk.
[[nodiscard]] Result<std::vector<Psk>> find_psks(std::span<const PreSharedKeyId> ids, const PskSources& sources);

// psk_ids gives the ids of a list's PreSharedKey proposals, in their order.
[[nodiscard]] std::vector<PreSharedKeyId> psk_ids(const ProposalList& list);
[[nodiscard]] std::vector<PreSharedKeyId> psk_ids(std::span<const Proposal> proposals);

}  // namespace valise::mls
