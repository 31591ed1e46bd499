// Group: processing a received commit into a StagedCommit (RFC 9420 section 12.4.2, in its order).
#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/psk_lookup.hpp"

namespace valise::mls {
namespace {

Result<ProposalList> resolve(const Commit& commit, const Sender& committer, const std::vector<CachedProposal>& cache) {
  ProposalList out;
  for (const ProposalOrRef& entry : commit.proposals) {
    if (const auto* proposal = std::get_if<Proposal>(&entry.value)) {
      out.push_back({proposal, committer});
      continue;
    }
    if (committer.type != SenderType::member) return base::fail(MlsError::invalid_proposal_list, "reference from outside");
    const auto found = std::ranges::find(cache, std::get<ProposalRef>(entry.value), &CachedProposal::reference);
    if (found == cache.end()) return base::fail(MlsError::unknown_proposal);
    out.push_back({&found->proposal, found->sender, found->own_leaf_key ? &*found->own_leaf_key : nullptr, Signatures::verified});
  }
  return out;
}

// replaced_leaf gives the leaf whose place a path's leaf takes: the committer's, or the one that an external joiner removes.
const LeafNode* replaced_leaf(const EpochState& state, const ProposalList& list, const Sender& committer) {
  if (committer.type == SenderType::member) return state.tree.leaf(committer.leaf());
  for (const ListedProposal& listed : list) {
    if (const auto* remove = listed.proposal->get<Remove>()) return state.tree.leaf(remove->removed);
  }
  return nullptr;
}

Result<InitSecret> init_secret(const EpochState& state, const ProposalList& list) {
  for (const ListedProposal& listed : list) {
    const auto* init = listed.proposal->get<ExternalInit>();
    if (!init) continue;
    const HpkeKeyPair external = state.suite->derive_key_pair(state.secrets.external.expose());
    return state.suite->hpke_export(external.private_key, init->kem_output, base::as_bytes(external_init_label));
  }
  return state.secrets.init.duplicate();
}

Result<> check_commit_list(const EpochState& state, const ProposalList& list, const Sender& committer, const Commit& commit,
                           const Validation& validation) {
  if (committer.type == SenderType::new_member_commit) {
    if (validation.external_commits == ExternalCommits::refuse) return base::fail(MlsError::unsupported, "external commit");
    if (auto checked = check_external_list(state, list, validation.limits); !checked) return checked;
  } else if (auto checked = check_list(state, list, committer.leaf(), ListOrigin::received, validation); !checked) {
    return checked;
  }
  if (!commit.path && path_required(list, validation.types)) return base::fail(MlsError::path_required);
  return {};
}

}  // namespace

Result<StagedCommit> Group::stage(const VerifiedContent& content, const Validation& validation) const {
  const FramedContent& framed = content->content;
  const auto& commit = std::get<Commit>(framed.body);
  const auto list = resolve(commit, framed.sender, proposals_);
  if (!list) return std::unexpected(list.error());
  if (auto checked = check_commit_list(epoch_, *list, framed.sender, commit, validation); !checked) return base::pass_on(checked);

  AppliedList applied = apply_list(epoch_, *list);
  const bool external = framed.sender.type == SenderType::new_member_commit;
  const LeafIndex committer = external ? applied.tree.reserve() : framed.sender.leaf();
  StagedCommit out{
      .summary = summarize(epoch_, *list, applied, committer), .next = std::nullopt, .base = epoch_.secrets.authenticator};
  out.summary.authenticated_data = framed.authenticated_data;
  if (external) {
    const LeafNode& joiner = commit.path->leaf_node;
    out.summary.added.push_back({committer, joiner.credential, joiner.signature_key});
  }

  if (commit.path) {
    const LeafNode& leaf = commit.path->leaf_node;
    const LeafNode* replaced = replaced_leaf(epoch_, *list, framed.sender);
    auto checked = check_new_leaf(epoch_, leaf, committer, replaced, CredentialEvent::commit_path_received, validation);
    if (!checked) return base::pass_on(checked);
    if (auto merged = merge_path(suite(), applied.tree, committer, *commit.path); !merged) return base::pass_on(merged);
  }
  if (auto checked = check_result(epoch_, applied); !checked) return base::pass_on(checked);
  if (applied.removes_self) return out;  // what needs the new epoch's secrets, one who is removed cannot check

  GroupContext context = provisional_context(epoch_, applied.tree, applied.extensions);
  Result<CommitSecret> commit_secret = CommitSecret::zero(suite().hash_size());
  if (commit.path) {
    commit_secret = decrypt_path(suite(), applied.tree, applied.keys, committer, *commit.path, encode(context), applied.added);
  }
  if (!commit_secret) return base::pass_on(commit_secret);
  const auto psks = find_psks(psk_ids(*list), {validation.psks, &epoch_, &resumption_});
  if (!psks) return std::unexpected(psks.error());
  const auto init = init_secret(epoch_, *list);
  if (!init) return std::unexpected(init.error());
  NextEpoch next = next_epoch(epoch_, *init, std::move(applied), std::move(context), std::move(*commit_secret),
                              psk_secret(suite(), *psks), *content);
  const EpochState& state = next.state;
  if (!suite().verify_mac(state.secrets.confirmation.expose(), state.context.confirmed_transcript_hash,
                          content->auth.confirmation_tag.value_or(Bytes{}))) {
    return base::fail(MlsError::bad_confirmation_tag);
  }
  out.next = std::move(next.state);
  return out;
}

}  // namespace valise::mls
