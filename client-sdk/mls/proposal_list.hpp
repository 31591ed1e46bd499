// Proposal lists: what a commit covers, checked (RFC 9420 section 12.2) and applied (12.3). Used through Group.
#pragma once

#include "client-sdk/mls/group_types.hpp"
#include "client-sdk/mls/leaf_validation.hpp"

namespace valise::mls {

// Signatures of a key package in an Add: whether this client has verified them before, when the proposal arrived or the package
// was looked up. All else about it is checked in any case.
enum class Signatures : std::uint8_t { to_verify, verified };

// ListedProposal is a proposal of a list with who made it. Both are borrowed.
struct ListedProposal {
  const Proposal* proposal;
  Sender sender;
  const HpkePrivateKey* own_leaf_key = nullptr;  // of this member's own Update
  Signatures signatures = Signatures::to_verify;
};
using ProposalList = std::vector<ListedProposal>;

// recognize marks the Adds of the given packages, which stand in the list in their order.
void recognize(ProposalList& list, const std::vector<VerifiedKeyPackage>& packages);

// ListOrigin: strict rules (lifetimes, the "to add" credential event) hold for what this client itself puts into a commit.
enum class ListOrigin : std::uint8_t { own, received };

// check_proposal looks at one proposal by itself (12.1), as when it arrives. Fails with invalid_proposal, and as its parts do.
[[nodiscard]] Result<> check_proposal(const EpochState& state, const ListedProposal& listed, ListOrigin origin,
                                      const Validation& validation);
// check_alone is check_proposal for a proposal that is not in a commit yet: the leaf in it must suit the group as it is (7.3). In
// a commit, it must suit the group that comes out, which check_members says.
[[nodiscard]] Result<> check_alone(const EpochState& state, const ListedProposal& listed, ListOrigin origin,
                                   const Validation& validation);
// check_list checks the list of a regular commit as a whole and each proposal in it. Fails with invalid_proposal_list also.
[[nodiscard]] Result<> check_list(const EpochState& state, const ProposalList& list, LeafIndex committer, ListOrigin origin,
                                  const Validation& validation);
// check_external_list does so for an external commit.
[[nodiscard]] Result<> check_external_list(const EpochState& state, const ProposalList& list, const Limits& limits = {});
// check_new_leaf checks the leaf of an Update or of a commit's path against the one it replaces (none for external joins).
[[nodiscard]] Result<> check_new_leaf(const EpochState& state, const LeafNode& leaf, LeafIndex index, const LeafNode* replaced,
                                      CredentialEvent event, const Validation& validation);

// path_required is the question of section 12.4; proposals of types that are not registered need a path.
[[nodiscard]] bool path_required(const ProposalList& list, const TypeRegistry* types);
// supported_by_all tells whether every member that stays lists a type of proposal that MLS does not define (12.2). One that the
// list removes, or adds, need not.
[[nodiscard]] bool supported_by_all(const EpochState& state, const ProposalList& list, ProposalType type);

// AppliedList is the tree and the extensions after the proposals.
struct AppliedList {
  RatchetTree tree;
  PrivateTree keys;
  Extensions extensions;
  std::vector<LeafIndex> added;  // in the order of the Adds
  bool removes_self = false;
  std::optional<ReInit> reinit = std::nullopt;
};
// apply_list requires a checked list.
[[nodiscard]] AppliedList apply_list(const EpochState& state, const ProposalList& list);

// check_result checks the members of the tree that the list, and a path after it, made of a checked one: as far as they changed,
// or all of them when the group asks for other things than before. Fails as check_members does.
[[nodiscard]] Result<> check_result(const EpochState& from, const AppliedList& applied);

// summarize says what the list does.
[[nodiscard]] CommitSummary summarize(const EpochState& state, const ProposalList& list, const AppliedList& applied,
                                      LeafIndex committer);

}  // namespace valise::mls
