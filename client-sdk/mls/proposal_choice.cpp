#include "client-sdk/mls/proposal_choice.hpp"

#include <set>

namespace valise::mls {
namespace {

// Leaves is the group as the chosen proposals leave it, as far as leaves can be in each other's way.
class Leaves {
 public:
  Leaves(const ChoiceSetting& setting, const std::set<LeafIndex>& removed) : validation_(setting.validation) {
    for (LeafIndex member : setting.state.tree.members()) {
      if (!removed.contains(member)) present_.push_back(setting.state.tree.leaf(member));
    }
    for (std::uint32_t i = 0; i < node_count(setting.state.tree.width()); ++i) {
      if (const HpkePublicKey* key = setting.state.tree.encryption_key(NodeIndex(i))) encryption_keys_.insert(*key);
    }
  }

  [[nodiscard]] bool suit(const GroupRequirements& group) const {
    return std::ranges::all_of(present_, [&](const LeafNode* leaf) { return check_leaf(*leaf, group).has_value(); });
  }
  // fits tells whether a new leaf suits the group's requirements, credential types and keys.
  [[nodiscard]] bool fits(const LeafNode& leaf, const GroupRequirements& group) const {
    return check_leaf(leaf, group) && !encryption_keys_.contains(leaf.encryption_key) &&
           std::ranges::all_of(present_, [&](const LeafNode* other) {
             return other->capabilities.supports(leaf.credential.type) && leaf.capabilities.supports(other->credential.type);
           });
  }
  [[nodiscard]] bool has_client(const LeafNode& leaf) const {
    return std::ranges::any_of(present_, [&](const LeafNode* other) {
      return other->signature_key == leaf.signature_key ||
             validation_.credentials.same_client(leaf.credential, other->credential);
    });
  }
  [[nodiscard]] std::size_t size() const { return present_.size(); }
  void add(const LeafNode& leaf) {
    present_.push_back(&leaf);
    encryption_keys_.insert(leaf.encryption_key);
  }
  // replace puts an Update's leaf in the place of the old one; false if its signature key is another member's.
  bool replace(const LeafNode* old, const LeafNode& leaf) {
    const bool taken = std::ranges::any_of(
        present_, [&](const LeafNode* other) { return other != old && other->signature_key == leaf.signature_key; });
    if (taken) return false;
    std::ranges::replace(present_, old, &leaf);
    encryption_keys_.insert(leaf.encryption_key);
    return true;
  }

 private:
  const Validation& validation_;
  std::vector<const LeafNode*> present_;
  std::set<HpkePublicKey> encryption_keys_;
};

class Chooser {
 public:
  Chooser(const std::vector<CachedProposal>& received, const ChoiceSetting& setting) : setting_(setting) {
    touched_.insert(setting.state.keys.self());
    for (const Proposal& proposal : setting.by_value) {
      if (const auto* remove = proposal.get<Remove>()) touched_.insert(remove->removed);
      if (proposal.get<PreSharedKey>()) ++psks_;
      fits_once(proposal);
    }
    for (const CachedProposal& cached : received) {
      if (valid(cached)) candidates_.push_back(&cached);
    }
  }

  std::vector<const CachedProposal*> choose() {
    choose_removes();
    Leaves leaves(setting_, removed_);
    GroupRequirements group = requirements(setting_.state.context.extensions);
    for (const Proposal& proposal : setting_.by_value) {
      if (const auto* add = proposal.get<Add>()) leaves.add(add->key_package.leaf_node);
      if (const auto* context = proposal.get<GroupContextExtensions>()) group = requirements(context->extensions);
    }
    choose_context(leaves, group);
    choose_updates(leaves, group);
    choose_adds(leaves, group);
    choose_others();
    choose_reinit();
    std::vector<const CachedProposal*> out;
    std::ranges::copy_if(candidates_, std::back_inserter(out), [&](const auto* cached) { return chosen_.contains(cached); });
    return out;
  }

 private:
  bool valid(const CachedProposal& cached) const {
    const ListedProposal listed{&cached.proposal, cached.sender};
    if (!check_proposal(setting_.state, listed, ListOrigin::own, setting_.validation)) return false;
    const auto* psk = cached.proposal.get<PreSharedKey>();
    return !psk || find_psks(std::span(&psk->psk, 1), setting_.psks).has_value();
  }

  // fits_once is false for a second PSK of one id and a second change of the context.
  bool fits_once(const Proposal& proposal) {
    base::Writer key;
    write(key, proposal.type());
    if (const auto* psk = proposal.get<PreSharedKey>())
      write(key, psk->psk);
    else if (!proposal.get<GroupContextExtensions>())
      return true;
    return once_.insert(key.take()).second;
  }

  // requirements of extensions that were checked; a malformed list gives those without any.
  GroupRequirements requirements(const Extensions& extensions) const {
    const CipherSuiteId suite = setting_.state.context.cipher_suite;
    return GroupRequirements::from(suite, extensions).value_or(GroupRequirements{.cipher_suite = suite});
  }

  bool full() const { return chosen_.size() + setting_.by_value.size() >= setting_.validation.limits.commit_proposals; }

  void choose_removes() {
    for (const Proposal& proposal : setting_.by_value) {
      if (const auto* remove = proposal.get<Remove>()) removed_.insert(remove->removed);
    }
    for (const CachedProposal* cached : candidates_) {
      const auto* remove = cached->proposal.get<Remove>();
      if (!remove || full() || !touched_.insert(remove->removed).second) continue;
      removed_.insert(remove->removed);
      chosen_.insert(cached);
    }
  }
  void choose_context(const Leaves& leaves, GroupRequirements& group) {
    for (const CachedProposal* cached : candidates_) {
      const auto* context = cached->proposal.get<GroupContextExtensions>();
      if (!context || full()) continue;
      GroupRequirements wanted = requirements(context->extensions);
      if (!leaves.suit(wanted) || !fits_once(cached->proposal)) continue;
      group = std::move(wanted);
      chosen_.insert(cached);
    }
  }
  void choose_updates(Leaves& leaves, const GroupRequirements& group) {
    for (auto cached = candidates_.rbegin(); cached != candidates_.rend(); ++cached) {
      const auto* update = (*cached)->proposal.get<Update>();
      if (!update || full() || touched_.contains((*cached)->sender.leaf()) || !leaves.fits(update->leaf_node, group)) continue;
      if (!leaves.replace(setting_.state.tree.leaf((*cached)->sender.leaf()), update->leaf_node)) continue;
      touched_.insert((*cached)->sender.leaf());
      chosen_.insert(*cached);
    }
  }
  void choose_adds(Leaves& leaves, const GroupRequirements& group) {
    for (const CachedProposal* cached : candidates_) {
      const auto* add = cached->proposal.get<Add>();
      if (!add || full() || leaves.size() >= setting_.validation.limits.members) continue;
      const LeafNode& leaf = add->key_package.leaf_node;
      if (leaves.has_client(leaf) || !leaves.fits(leaf, group)) continue;
      leaves.add(leaf);
      chosen_.insert(cached);
    }
  }
  void choose_others() {
    for (const CachedProposal* cached : candidates_) {
      if (full()) return;
      const bool psk = cached->proposal.get<PreSharedKey>() && psks_ < setting_.validation.limits.psks;
      if (psk && fits_once(cached->proposal)) {
        ++psks_;
        chosen_.insert(cached);
      }
      const auto* custom = cached->proposal.get<CustomProposal>();
      if (custom && supported(custom->type)) chosen_.insert(cached);
    }
  }
  bool supported(ProposalType type) const {
    const RatchetTree& tree = setting_.state.tree;
    return std::ranges::all_of(tree.members(), [&](LeafIndex member) {
      return removed_.contains(member) || tree.leaf(member)->capabilities.supports(type);
    });
  }
  void choose_reinit() {
    if (!chosen_.empty() || !setting_.by_value.empty()) return;
    const auto found =
        std::ranges::find_if(candidates_, [](const auto* cached) { return cached->proposal.template get<ReInit>(); });
    if (found != candidates_.end()) chosen_.insert(*found);
  }

  const ChoiceSetting& setting_;
  std::vector<const CachedProposal*> candidates_;
  std::set<const CachedProposal*> chosen_;
  std::set<LeafIndex> touched_;
  std::set<LeafIndex> removed_;
  std::set<Bytes> once_;
  std::size_t psks_ = 0;
};

}  // namespace

std::vector<const CachedProposal*> choose_proposals(const std::vector<CachedProposal>& received, const ChoiceSetting& setting) {
  if (received.empty()) return {};
  return Chooser(received, setting).choose();
}

}  // namespace valise::mls
