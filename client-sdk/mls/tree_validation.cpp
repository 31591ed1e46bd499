#include "client-sdk/mls/tree_validation.hpp"

namespace valise::mls {
namespace {

// parent_hash_of gives the parent_hash field of a node, or nothing for leaves that did not come with a commit.
const Bytes* parent_hash_of(const RatchetTree& tree, NodeIndex node) {
  if (const ParentNode* content = tree.parent(node)) return &content->parent_hash;
  const FromCommit* commit = tree.leaf(to_leaf(node))->from_commit();
  return commit ? &commit->parent_hash : nullptr;
}

// unmerged_below gives P's unmerged leaves in the subtree under `child`, as nodes.
std::vector<NodeIndex> unmerged_below(const ParentNode& content, NodeIndex child) {
  std::vector<NodeIndex> out;
  for (LeafIndex leaf : content.unmerged_leaves) {
    if (is_below(to_node(leaf), child)) out.push_back(to_node(leaf));
  }
  return out;
}

// links_through counts the nodes D in the resolution of `child` whose parent hash is valid with respect to `node` (7.9.2).
int links_through(const CipherSuite& suite, const RatchetTree& tree, NodeIndex node, NodeIndex child, NodeIndex other) {
  const std::vector<NodeIndex> unmerged = unmerged_below(*tree.parent(node), child);
  std::vector<NodeIndex> resolution = tree.resolution(child);
  if (resolution.size() != unmerged.size() + 1) return 0;
  // What is left of the resolution without P's unmerged leaves must be D alone.
  std::erase_if(resolution, [&](NodeIndex found) { return std::ranges::binary_search(unmerged, found); });
  if (resolution.size() != 1) return 0;
  const Bytes* claimed = parent_hash_of(tree, resolution.front());
  return claimed && *claimed == tree.parent_hash(suite, node, other) ? 1 : 0;
}

Result<> check_unmerged(const RatchetTree& tree, NodeIndex node, LeafIndex leaf) {
  const auto refuse = [] { return base::fail(MlsError::invalid_tree, "unmerged leaves"); };
  if (!tree.leaf(leaf) || !is_below(to_node(leaf), node)) return refuse();
  for (NodeIndex between : direct_path(to_node(leaf), tree.width())) {
    if (between == node) return {};
    const ParentNode* content = tree.parent(between);
    if (content && !std::ranges::binary_search(content->unmerged_leaves, leaf)) return refuse();
  }
  return refuse();
}

}  // namespace

Result<> verify_parent_hashes(const CipherSuite& suite, const RatchetTree& tree) {
  for (std::uint32_t i = 1; i < node_count(tree.width()); i += 2) {
    const NodeIndex node(i);
    if (!tree.parent(node)) continue;
    const int links =
        links_through(suite, tree, node, left(node), right(node)) + links_through(suite, tree, node, right(node), left(node));
    if (links != 1) return base::fail(MlsError::invalid_tree, "parent hash");
  }
  return {};
}

Result<> verify_unmerged_leaves(const RatchetTree& tree) {
  for (std::uint32_t i = 1; i < node_count(tree.width()); i += 2) {
    const ParentNode* content = tree.parent(NodeIndex(i));
    if (!content) continue;
    for (LeafIndex leaf : content->unmerged_leaves) {
      if (auto checked = check_unmerged(tree, NodeIndex(i), leaf); !checked) return checked;
    }
  }
  return {};
}

Result<> verify_parent_keys(const CipherSuite& suite, const RatchetTree& tree) {
  for (std::uint32_t i = 1; i < node_count(tree.width()); i += 2) {
    const ParentNode* content = tree.parent(NodeIndex(i));
    if (content && !suite.valid_public_key(content->encryption_key)) return base::fail(MlsError::invalid_tree, "parent key");
  }
  return {};
}

Result<> verify_leaf_signatures(const CipherSuite& suite, const RatchetTree& tree, ByteView group_id) {
  for (LeafIndex member : tree.members()) {
    if (!verify_leaf_signature(suite, *tree.leaf(member), {group_id, member}))
      return base::fail(MlsError::bad_signature, "leaf node");
  }
  return {};
}

}  // namespace valise::mls
