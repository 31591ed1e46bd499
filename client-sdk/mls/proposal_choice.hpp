// Which of the received proposals a commit takes in (RFC 9420 section 12.4: all that are valid and go together). One that nobody
// could commit, a hostile member's for instance, is left out, so that it cannot stop the others.
#pragma once

#include "client-sdk/mls/proposal_list.hpp"
#include "client-sdk/mls/psk_lookup.hpp"

namespace valise::mls {

// ChoiceSetting is what a choice depends on besides the received proposals. All is borrowed.
struct ChoiceSetting {
  const EpochState& state;
  const std::vector<Proposal>& by_value;  // what the commit holds anyway; these come first
  const Validation& validation;
  const PskSources& psks;
};

// choose_proposals gives those proposals that a commit of this member can hold, in their order: valid by themselves, with PSKs
// that are known, one per leaf (a Remove before an Update, the latest Update), with new leaves that suit the group, and a ReInit
// only if it stands alone (12.2).
[[nodiscard]] std::vector<const CachedProposal*> choose_proposals(const std::vector<CachedProposal>& received,
                                                                  const ChoiceSetting& setting);

}  // namespace valise::mls
