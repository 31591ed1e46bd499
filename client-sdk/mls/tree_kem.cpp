#include "client-sdk/mls/tree_kem.hpp"

#include <set>

namespace valise::mls {
namespace {

// PathKeys is what a path secret gives (7.4): the node's keys, and the path secret of the next node.
struct PathKeys {
  HpkeKeyPair pair;
  PathSecret next;
};

PathKeys path_keys(const CipherSuite& suite, const PathSecret& secret) {
  Derivation from(suite, secret.expose());
  return {suite.derive_key_pair(from.secret<NodeSecret>("node").expose()), from.secret<PathSecret>("path")};
}

// receivers is the resolution of a copath node without the members that this commit adds, which are in the tree's order.
std::vector<NodeIndex> receivers(const RatchetTree& tree, NodeIndex copath_child, const std::vector<LeafIndex>& new_members) {
  std::vector<NodeIndex> out = tree.resolution(copath_child);
  std::erase_if(out, [&](NodeIndex node) { return is_leaf(node) && std::ranges::binary_search(new_members, to_leaf(node)); });
  return out;
}

// set_path_keys blanks the direct path, puts the keys in and computes the parent hashes from the root down; gives the leaf's.
Bytes set_path_keys(const CipherSuite& suite, RatchetTree& tree, LeafIndex self, std::span<const PathStep> steps,
                    const std::vector<HpkePublicKey>& keys) {
  tree.blank_path(self);
  Bytes above;
  for (std::size_t i = steps.size(); i-- > 0;) {
    tree.set_parent(steps[i].node, {.encryption_key = keys[i], .parent_hash = std::move(above)});
    above = tree.parent_hash(suite, steps[i].node, steps[i].copath_child);
  }
  return above;
}

bool keys_are_fresh(const RatchetTree& tree, const UpdatePath& path) {
  std::set<HpkePublicKey> fresh = {path.leaf_node.encryption_key};
  for (const UpdatePathNode& node : path.nodes) {
    if (!fresh.insert(node.encryption_key).second) return false;
  }
  return std::ranges::none_of(fresh, [&](const HpkePublicKey& key) { return tree.count_encryption_key(key) > 0; });
}

Result<PathSecret> open_path_secret(const CipherSuite& suite, const RatchetTree& tree, const PrivateTree& keys,
                                    const std::vector<NodeIndex>& to, const EncodedList<HpkeCiphertext>& sealed,
                                    ByteView context) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    const HpkePrivateKey* key = keys.find(to[i]);
    if (!key) continue;
    auto opened = decrypt_with_label(suite, *key, *tree.encryption_key(to[i]), "UpdatePathNode", context, sealed.at(i));
    if (!opened) return base::pass_on(opened);
    if (opened->size() != suite.hash_size()) return base::fail(MlsError::invalid_update_path, "path secret");
    return PathSecret::from_bytes(opened->expose());
  }
  return base::fail(MlsError::invalid_update_path, "no key for this member");
}

}  // namespace

void UpdatePathNode::encode(base::Writer& out) const {
  write(out, encryption_key);
  write(out, encrypted_path_secret);
}

UpdatePathNode UpdatePathNode::decode(Decoder& in) {
  return {.encryption_key = in.value<HpkePublicKey>(), .encrypted_path_secret = in.value<EncodedList<HpkeCiphertext>>()};
}

void UpdatePath::encode(base::Writer& out) const {
  write(out, leaf_node);
  write_list(out, nodes);
}

UpdatePath UpdatePath::decode(Decoder& in) { return {.leaf_node = in.value<LeafNode>(), .nodes = in.list<UpdatePathNode>()}; }

PrivateTree::PrivateTree(LeafIndex self, HpkePrivateKey leaf_key) : self_(self) { set(to_node(self), std::move(leaf_key)); }

const HpkePrivateKey* PrivateTree::find(NodeIndex node) const {
  const auto found = keys_.find(node);
  return found == keys_.end() ? nullptr : &found->second;
}

void PrivateTree::set(NodeIndex node, HpkePrivateKey key) { keys_.insert_or_assign(node, std::move(key)); }

void PrivateTree::prune(const RatchetTree& tree) {
  std::erase_if(keys_, [&](const auto& entry) { return tree.is_blank(entry.first); });
}

bool PrivateTree::matches(const CipherSuite& suite, const RatchetTree& tree) const {
  return std::ranges::all_of(keys_, [&](const auto& entry) {
    const HpkePublicKey* expected = tree.encryption_key(entry.first);
    const auto derived = suite.public_key_of(entry.second);
    return expected && derived && *derived == *expected;
  });
}

Result<CommitSecret> PrivateTree::implant(const CipherSuite& suite, const RatchetTree& tree, std::span<const PathStep> steps,
                                          PathSecret secret) {
  for (const PathStep& step : steps) {
    auto [pair, next] = path_keys(suite, secret);
    const HpkePublicKey* expected = tree.encryption_key(step.node);
    if (!expected || pair.public_key != *expected) return base::fail(MlsError::invalid_update_path, "derived key");
    set(step.node, std::move(pair.private_key));
    secret = std::move(next);
  }
  return std::move(secret).retag<CommitSecret>();
}

PrivateTree PrivateTree::duplicate() const {
  PrivateTree out(self_, keys_.at(to_node(self_)).duplicate());
  for (const auto& [node, key] : keys_) out.set(node, key.duplicate());
  return out;
}

void PrivateTree::save(SecretWriter& out) const {
  out.value(self_).u32(static_cast<std::uint32_t>(keys_.size()));
  for (const auto& [node, key] : keys_) out.value(node).secret(key);
}

PrivateTree PrivateTree::restore(Decoder& in) {
  PrivateTree out(in.value<LeafIndex>(), HpkePrivateKey::zero(0));
  out.keys_.clear();
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const auto node = in.value<NodeIndex>();
    in_order(in, out.keys_, node, read_secret<HpkePrivateKey>(in));
  }
  if (!out.find(to_node(out.self_))) in.fail(MlsError::bad_saved_state, "own key");
  return out;
}

const PathSecret* NewPath::secret_for(NodeIndex node) const {
  const auto found = std::ranges::find(steps, node, &PathStep::node);
  return found == steps.end() ? nullptr : &secrets[static_cast<std::size_t>(found - steps.begin())];
}

Result<NewPath> renew_path(const CipherSuite& suite, RatchetTree& tree, PrivateTree& keys, const LeafChange& leaf,
                           ByteView group_id, const Signer& signer, base::Random& random) {
  const LeafIndex self = keys.self();
  NewPath path{.steps = tree.filtered_direct_path(self), .secrets = {}, .commit_secret = CommitSecret::zero(0)};
  std::vector<HpkePublicKey> public_keys;
  auto secret = PathSecret::make(suite.hash_size(), [&](MutableBytes out) { random.fill(out); });
  path.secrets.reserve(path.steps.size());
  for (const PathStep& step : path.steps) {
    auto [pair, next] = path_keys(suite, secret);
    public_keys.push_back(std::move(pair.public_key));
    keys.set(step.node, std::move(pair.private_key));
    path.secrets.push_back(std::exchange(secret, std::move(next)));
  }
  path.commit_secret = std::move(secret).retag<CommitSecret>();

  Bytes parent_hash = set_path_keys(suite, tree, self, path.steps, public_keys);
  HpkeKeyPair leaf_keys = suite.generate_key_pair(random);
  LeafNode renewed{.encryption_key = std::move(leaf_keys.public_key),
                   .signature_key = signer.public_key(),
                   .credential = leaf.credential,
                   .capabilities = leaf.capabilities,
                   .source = FromCommit{std::move(parent_hash)},
                   .extensions = leaf.extensions};
  if (auto done = sign_leaf(renewed, {group_id, self}, signer); !done) return base::pass_on(done);
  tree.set_leaf(self, std::move(renewed));
  keys.set(to_node(self), std::move(leaf_keys.private_key));
  keys.prune(tree);
  return path;
}

Result<UpdatePath> encrypt_path(const CipherSuite& suite, const RatchetTree& tree, LeafIndex self, const NewPath& path,
                                ByteView context, const std::vector<LeafIndex>& new_members, base::Random& random) {
  UpdatePath out{.leaf_node = *tree.leaf(self), .nodes = {}};
  const HpkeInfo info = encrypt_context(suite, "UpdatePathNode", context);
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    UpdatePathNode node{.encryption_key = *tree.encryption_key(path.steps[i].node), .encrypted_path_secret = {}};
    for (NodeIndex to : receivers(tree, path.steps[i].copath_child, new_members)) {
      auto sealed = suite.hpke_seal(*tree.encryption_key(to), info, path.secrets[i].expose(), random);
      if (!sealed) return base::pass_on(sealed);
      node.encrypted_path_secret.push_back(*sealed);
    }
    out.nodes.push_back(std::move(node));
  }
  return out;
}

Result<> merge_path(const CipherSuite& suite, RatchetTree& tree, LeafIndex sender, const UpdatePath& path) {
  const auto refuse = [](const char* why) { return base::fail(MlsError::invalid_update_path, why); };
  const FromCommit* commit = path.leaf_node.from_commit();
  if (!commit) return refuse("leaf node source");
  if (!keys_are_fresh(tree, path)) return refuse("a key is not new");
  const std::vector<PathStep> steps = tree.filtered_direct_path(sender);
  if (steps.size() != path.nodes.size()) return refuse("length");
  std::vector<HpkePublicKey> keys;
  for (const UpdatePathNode& node : path.nodes) {
    if (!suite.valid_public_key(node.encryption_key)) return refuse("public key");
    keys.push_back(node.encryption_key);
  }
  if (set_path_keys(suite, tree, sender, steps, keys) != commit->parent_hash) return refuse("parent hash");
  tree.set_leaf(sender, path.leaf_node);
  return {};
}

Result<CommitSecret> decrypt_path(const CipherSuite& suite, const RatchetTree& merged, PrivateTree& keys, LeafIndex sender,
                                  const UpdatePath& path, ByteView context, const std::vector<LeafIndex>& new_members) {
  const std::vector<PathStep> steps = merged.filtered_direct_path(sender);
  if (steps.size() != path.nodes.size()) return base::fail(MlsError::invalid_update_path, "length");
  keys.prune(merged);
  const NodeIndex self = to_node(keys.self());
  std::optional<std::size_t> mine;
  std::vector<NodeIndex> my_receivers;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::vector<NodeIndex> to = receivers(merged, steps[i].copath_child, new_members);
    if (to.size() != path.nodes[i].encrypted_path_secret.size()) return base::fail(MlsError::invalid_update_path, "ciphertexts");
    if (!is_below(self, steps[i].copath_child)) continue;
    mine = i;
    my_receivers = std::move(to);
  }
  if (!mine) return base::fail(MlsError::invalid_update_path, "own path");
  auto secret = open_path_secret(suite, merged, keys, my_receivers, path.nodes[*mine].encrypted_path_secret, context);
  if (!secret) return base::pass_on(secret);
  return keys.implant(suite, merged, std::span(steps).subspan(*mine), std::move(*secret));
}

}  // namespace valise::mls
