// Group: making proposals, commits and Welcomes (RFC 9420 sections 12.1, 12.4.1 and 12.4.3).
#include <set>

#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/psk_lookup.hpp"

namespace valise::mls {
namespace {

std::vector<Proposal> proposals_by_value(const CommitOptions& options, const Group& group, base::Random& random) {
  std::vector<Proposal> out;
  if (options.context_extensions) out.push_back({GroupContextExtensions{*options.context_extensions}});
  for (LeafIndex removed : options.removes) out.push_back({Remove{removed}});
  for (const VerifiedKeyPackage& package : options.adds) out.push_back({Add{*package}});
  for (const Bytes& id : options.external_psks) out.push_back(group.make_psk_proposal(id, random));
  return out;
}

// Chooser picks those received proposals that go together with the ones by value and with each other (12.2): Removes before
// Updates, the latest Update of a leaf, the first of what may stand once, a ReInit only alone.
class Chooser {
 public:
  Chooser(const std::vector<Proposal>& by_value, LeafIndex self) : empty_(by_value.empty()) {
    touched_.insert(self);
    for (const Proposal& proposal : by_value) {
      if (const auto* remove = proposal.get<Remove>())
        touched_.insert(remove->removed);
      else
        fits_once(proposal);
    }
  }

  std::vector<const CachedProposal*> choose(const std::vector<CachedProposal>& cache) {
    std::set<const CachedProposal*> chosen;
    for (const CachedProposal& cached : cache) {
      const auto* remove = cached.proposal.get<Remove>();
      if (remove && touched_.insert(remove->removed).second) chosen.insert(&cached);
    }
    for (auto cached = cache.rbegin(); cached != cache.rend(); ++cached) {
      if (cached->proposal.get<Update>() && touched_.insert(cached->sender.leaf()).second) chosen.insert(&*cached);
    }
    for (const CachedProposal& cached : cache) {
      const ProposalType type = cached.proposal.type();
      const bool other = type != ProposalType::remove && type != ProposalType::update && type != ProposalType::reinit;
      if (other && fits_once(cached.proposal)) chosen.insert(&cached);
    }
    for (const CachedProposal& cached : cache) {
      if (cached.proposal.get<ReInit>() && chosen.empty() && empty_) chosen.insert(&cached);
    }
    std::vector<const CachedProposal*> out;
    for (const CachedProposal& cached : cache) {
      if (chosen.contains(&cached)) out.push_back(&cached);
    }
    return out;
  }

 private:
  // fits_once is false for a second Add of one key, a second PSK of one id, a second change of the context.
  bool fits_once(const Proposal& proposal) {
    base::Writer key;
    write(key, proposal.type());
    if (const auto* add = proposal.get<Add>()) write(key, add->key_package.leaf_node.signature_key);
    if (const auto* psk = proposal.get<PreSharedKey>()) write(key, psk->psk);
    return once_.insert(key.take()).second;
  }

  bool empty_;
  std::set<LeafIndex> touched_;
  std::set<Bytes> once_;
};

struct CommitList {
  std::vector<Proposal> by_value;
  ProposalList list;  // references first, then values, as in the Commit
  std::vector<ProposalOrRef> entries;
};

CommitList make_list(const CommitOptions& options, const Group& group, const std::vector<CachedProposal>& cache,
                     base::Random& random) {
  CommitList out{.by_value = proposals_by_value(options, group, random)};
  if (options.received == ReceivedProposals::include) {
    for (const CachedProposal* cached : Chooser(out.by_value, group.own_leaf()).choose(cache)) {
      out.list.push_back({&cached->proposal, cached->sender});
      out.entries.push_back({cached->reference});
    }
  }
  for (const Proposal& proposal : out.by_value) {
    out.list.push_back({&proposal, Sender::member(group.own_leaf())});
    out.entries.push_back({proposal});
  }
  return out;
}

struct PathParts {
  std::optional<NewPath> path;
  std::optional<UpdatePath> encrypted;
  GroupContext context;
};

// make_path renews the own path in the new tree, unless the choice and the list allow to leave it out.
Result<PathParts> make_path(const EpochState& state, AppliedList& applied, bool wanted, const Signer& signer,
                            base::Random& random) {
  PathParts out;
  if (!wanted) {
    out.context = provisional_context(state, applied.tree, applied.extensions);
    return out;
  }
  const LeafIndex self = state.keys.self();
  const LeafNode own = *applied.tree.leaf(self);
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
                             const std::optional<NewPath>& path, WelcomeTree tree, const Signer& signer, base::Random& random) {
  const EpochState& state = next.state;
  GroupInfo info{.context = state.context, .confirmation_tag = state.confirmation_tag, .signer = state.keys.self()};
  if (tree == WelcomeTree::include) info.extensions.set(ExtensionType::ratchet_tree, encode(state.tree));
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
    if (auto done = add_recipient(*state.suite, out, context, add->key_package, secrets, random); !done) return base::pass_on(done);
  }
  return out;
}

}  // namespace

Proposal Group::make_psk_proposal(ByteView psk_id, base::Random& random) const {
  return {PreSharedKey{external_psk(suite(), psk_id, random)}};
}

Result<Bytes> Group::send_proposal(CachedProposal cached, base::Random& random, WireFormat format) {
  FramedContent content = framed({});
  content.body = cached.proposal;
  auto own = sign_own(std::move(content), format);
  if (!own) return base::pass_on(own);
  auto message = frame(*own, padme, random);
  if (!message) return message;
  cached.reference = proposal_ref(suite(), **own);
  proposals_.push_back(std::move(cached));
  return message;
}

Result<Bytes> Group::propose(Proposal proposal, const Validation& validation, base::Random& random, WireFormat format) {
  if (auto active = require_active(); !active) return base::pass_on(active);
  if (proposal.get<Update>()) return base::fail(MlsError::invalid_argument, "update");
  const Sender self = Sender::member(own_leaf());
  if (auto checked = check_proposal(epoch_, {&proposal, self}, ListOrigin::own, validation); !checked)
    return base::pass_on(checked);
  return send_proposal({{}, std::move(proposal), self, std::nullopt}, random, format);
}

Result<Bytes> Group::propose_update(base::Random& random, WireFormat format) {
  if (auto active = require_active(); !active) return base::pass_on(active);
  HpkeKeyPair fresh = suite().generate_key_pair(random);
  LeafNode leaf = *epoch_.tree.leaf(own_leaf());
  leaf.encryption_key = std::move(fresh.public_key);
  leaf.signature_key = signer_->public_key();
  leaf.source = FromUpdate{};
  if (auto done = sign_leaf(leaf, {epoch_.context.group_id, own_leaf()}, *signer_); !done) return base::pass_on(done);
  return send_proposal({{}, {Update{std::move(leaf)}}, Sender::member(own_leaf()), std::move(fresh.private_key)}, random, format);
}

Result<PendingCommit> Group::commit(const CommitOptions& options, const Validation& validation, base::Random& random) {
  if (auto active = require_active(); !active) return base::pass_on(active);
  CommitList list = make_list(options, *this, proposals_, random);
  if (auto checked = check_list(epoch_, list.list, own_leaf(), ListOrigin::own, validation); !checked)
    return base::pass_on(checked);
  const auto psks = find_psks(psk_ids(list.list), {validation.psks, &epoch_, &resumption_});
  if (!psks) return std::unexpected(psks.error());

  AppliedList applied = apply_list(epoch_, list.list);
  CommitSummary summary = summarize(epoch_, list.list, applied, own_leaf());
  summary.authenticated_data = options.authenticated_data;
  const bool with_path = options.path == PathChoice::always || path_required(list.list);
  auto path = make_path(epoch_, applied, with_path, *signer_, random);
  if (!path) return base::pass_on(path);
  const auto requirements = GroupRequirements::from(path->context.cipher_suite, applied.extensions);
  if (!requirements) return std::unexpected(requirements.error());
  if (auto checked = check_members(applied.tree, *requirements); !checked) return base::pass_on(checked);

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
    auto made = make_welcome(next, added, list.list, path->path, options.welcome_tree, *signer_, random);
    if (!made) return base::pass_on(made);
    welcome = to_message(std::move(*made));
  }
  auto message = frame(*own, options.padding, random);
  if (!message) return base::pass_on(message);
  return PendingCommit{std::move(*message), std::move(welcome), std::move(summary), std::move(next.state)};
}

}  // namespace valise::mls
