// Group: making commits and Welcomes (RFC 9420 sections 12.4.1 and 12.4.3).
#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/proposal_choice.hpp"

namespace valise::mls {
namespace {

std::vector<Proposal> proposals_by_value(const CommitOptions& options, const Group& group, const PskLink* link,
                                         base::Random& random) {
  std::vector<Proposal> out;
  if (link) out.push_back({PreSharedKey{link->id}});
  if (options.context_extensions) out.push_back({GroupContextExtensions{*options.context_extensions}});
  for (LeafIndex removed : options.removes) out.push_back({Remove{removed}});
  for (const VerifiedKeyPackage& package : options.adds) out.push_back({Add{*package}});
  for (const Bytes& id : options.external_psks) out.push_back(group.make_psk_proposal(id, random));
  out.insert(out.end(), options.proposals.begin(), options.proposals.end());
  return out;
}

struct CommitList {
  std::vector<Proposal> by_value;
  ProposalList list;  // references first, then values, as in the Commit
  std::vector<ProposalOrRef> entries;
};

CommitList make_list(std::vector<Proposal> by_value, const std::vector<const CachedProposal*>& received, LeafIndex self) {
  CommitList out{.by_value = std::move(by_value)};
  for (const CachedProposal* cached : received) {
    out.list.push_back({&cached->proposal, cached->sender});
    out.entries.push_back({cached->reference});
  }
  for (const Proposal& proposal : out.by_value) {
    out.list.push_back({&proposal, Sender::member(self)});
    out.entries.push_back({proposal});
  }
  return out;
}

// check_own_list leaves out the link, which check_list would refuse: it was made here, for this commit.
Result<> check_own_list(const EpochState& state, const CommitList& list, const PskLink* link, const Validation& validation) {
  ProposalList checked = list.list;
  if (link) std::erase_if(checked, [&](const ListedProposal& listed) { return listed.proposal == &list.by_value.front(); });
  return check_list(state, checked, state.keys.self(), ListOrigin::own, validation);
}

struct PathParts {
  std::optional<NewPath> path;
  std::optional<UpdatePath> encrypted;
  GroupContext context;
};

// make_path renews the own path in the new tree, unless the choice and the list allow to leave it out.
Result<PathParts> make_path(const EpochState& state, AppliedList& applied, bool wanted, const LeafOptions& options,
                            const Signer& signer, base::Random& random) {
  PathParts out;
  if (!wanted) {
    out.context = provisional_context(state, applied.tree, applied.extensions);
    return out;
  }
  const LeafIndex self = state.keys.self();
  const LeafNode own = options.apply_to(*applied.tree.leaf(self));
  auto path = renew_path(*state.suite, applied.tree, applied.keys, {own.credential, own.capabilities, own.extensions},
                         state.context.group_id, signer, random);
  if (!path) return base::pass_on(path);
  out.context = provisional_context(state, applied.tree, applied.extensions);
  auto encrypted = encrypt_path(*state.suite, applied.tree, self, *path, encode(out.context), applied.added, random);
  if (!encrypted) return base::pass_on(encrypted);
  out.path = std::move(*path);
  out.encrypted = std::move(*encrypted);
  return out;
}

Result<Welcome> make_welcome(NextEpoch& next, const std::vector<LeafIndex>& added, const ProposalList& list,
                             const std::optional<NewPath>& path, const CommitOptions& options, const Signer& signer,
                             base::Random& random) {
  const EpochState& state = next.state;
  GroupInfo info{.context = state.context,
                 .extensions = options.group_info_extensions,
                 .confirmation_tag = state.confirmation_tag,
                 .signer = state.keys.self()};
  if (options.welcome_tree == WelcomeTree::include) info.extensions.set(ExtensionType::ratchet_tree, encode(state.tree));
  if (auto done = sign_group_info(info, signer); !done) return base::pass_on(done);
  Welcome out{.cipher_suite = state.suite->id()};
  out.encrypted_group_info = encrypt_group_info(*state.suite, std::move(next.welcome), info);
  const HpkeInfo context = welcome_context(*state.suite, out);
  std::size_t index = 0;
  for (const ListedProposal& listed : list) {
    const auto* add = listed.proposal->get<Add>();
    if (!add) continue;
    GroupSecrets secrets{.joiner = next.joiner.duplicate(), .path = std::nullopt, .psks = psk_ids(list)};
    const NodeIndex shared = common_ancestor(state.keys.self(), added[index++]);
    if (const PathSecret* secret = path ? path->secret_for(shared) : nullptr) secrets.path = secret->duplicate();
    if (auto done = add_recipient(*state.suite, out, context, add->key_package, secrets, random); !done)
      return base::pass_on(done);
  }
  return out;
}

}  // namespace

Result<PendingCommit> Group::commit(const CommitOptions& options, const Validation& validation, base::Random& random) {
  return commit(options, nullptr, validation, random);
}

Result<PendingCommit> Group::commit(const CommitOptions& options, const PskLink* link, const Validation& validation,
                                    base::Random& random) {
  if (auto active = require_active(); !active) return base::pass_on(active);
  const PskSources sources{validation.psks, &epoch_, &resumption_, link};
  std::vector<Proposal> by_value = proposals_by_value(options, *this, link, random);
  std::vector<const CachedProposal*> received;
  if (options.received == ReceivedProposals::include) {
    received = choose_proposals(proposals_, {epoch_, by_value, validation, sources});
  }
  CommitList list = make_list(std::move(by_value), received, own_leaf());
  recognize(list.list, options.adds);
  if (auto checked = check_own_list(epoch_, list, link, validation); !checked) return base::pass_on(checked);
  const auto psks = find_psks(psk_ids(list.list), sources);
  if (!psks) return std::unexpected(psks.error());

  AppliedList applied = apply_list(epoch_, list.list);
  CommitSummary summary = summarize(epoch_, list.list, applied, own_leaf());
  summary.authenticated_data = options.authenticated_data;
  const Signer& leaf_signer = options.leaf.signer ? *options.leaf.signer : *signer_;
  const bool with_path =
      options.path == PathChoice::always || options.leaf.changes() || path_required(list.list, validation.types);
  auto path = make_path(epoch_, applied, with_path, options.leaf, leaf_signer, random);
  if (!path) return base::pass_on(path);
  if (auto checked = check_result(epoch_, applied); !checked) return base::pass_on(checked);

  FramedContent content = framed(options.authenticated_data);
  content.body = Commit{std::move(list.entries), std::move(path->encrypted)};
  auto own = sign_own(std::move(content), options.format);
  if (!own) return base::pass_on(own);
  CommitSecret commit_secret = path->path ? std::move(path->path->commit_secret) : CommitSecret::zero(suite().hash_size());
  const std::vector<LeafIndex> added = applied.added;
  NextEpoch next = next_epoch(epoch_, epoch_.secrets.init, std::move(applied), std::move(path->context), std::move(commit_secret),
                              psk_secret(suite(), *psks), **own);
  own->confirm(next.state.confirmation_tag);

  std::optional<Bytes> welcome;
  if (!added.empty()) {
    auto made = make_welcome(next, added, list.list, path->path, options, with_path ? leaf_signer : *signer_, random);
    if (!made) return base::pass_on(made);
    welcome = to_message(std::move(*made));
  }
  auto message = frame(*own, options.padding, random);
  if (!message) return base::pass_on(message);
  if (options.leaf.signer) offer_signer(options.leaf.signer);
  return PendingCommit{std::move(*message), std::move(welcome), std::move(summary), std::move(next.state),
                       epoch_.secrets.authenticator};
}

}  // namespace valise::mls
