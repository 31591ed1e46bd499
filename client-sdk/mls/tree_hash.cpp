// Tree hashes and parent hashes (RFC 9420 sections 7.8 and 7.9). Recursion goes as deep as the tree is high, at most 16.
#include "client-sdk/mls/ratchet_tree.hpp"

namespace valise::mls {
namespace {

bool contains(const std::vector<LeafIndex>& sorted, LeafIndex leaf) { return std::ranges::binary_search(sorted, leaf); }

bool any_below(const std::vector<LeafIndex>& sorted, NodeIndex node) {
  const auto found = std::ranges::lower_bound(sorted, first_leaf(node));
  return found != sorted.end() && *found < end_leaf(node);
}

Bytes leaf_hash(const CipherSuite& suite, LeafIndex index, const LeafNode* leaf) {
  base::Writer input;
  input.u8(1).u32(index.value()).u8(leaf ? 1 : 0);
  if (leaf) write(input, *leaf);
  return suite.hash(input.view());
}

Bytes parent_tree_hash(const CipherSuite& suite, const ParentNode* content, ByteView left_hash, ByteView right_hash) {
  base::Writer input;
  input.u8(2).u8(content ? 1 : 0);
  if (content) write(input, *content);
  input.opaque(left_hash).opaque(right_hash);
  return suite.hash(input.view());
}

ParentNode without(const ParentNode& content, const std::vector<LeafIndex>& leaves) {
  ParentNode out = content;
  std::erase_if(out.unmerged_leaves, [&](LeafIndex leaf) { return contains(leaves, leaf); });
  return out;
}

}  // namespace

const Bytes& RatchetTree::tree_hash(const CipherSuite& suite, NodeIndex node) const {
  Bytes& known = hashes_[node.value()];
  if (!known.empty()) return known;
  if (is_leaf(node))
    known = leaf_hash(suite, to_leaf(node), leaf(to_leaf(node)));
  else
    known = parent_tree_hash(suite, parent(node), tree_hash(suite, left(node)), tree_hash(suite, right(node)));
  return known;
}

Bytes RatchetTree::tree_hash_without(const CipherSuite& suite, NodeIndex node, const std::vector<LeafIndex>& leaves) const {
  if (!any_below(leaves, node)) return tree_hash(suite, node);
  if (is_leaf(node)) return leaf_hash(suite, to_leaf(node), nullptr);
  const Bytes left_hash = tree_hash_without(suite, left(node), leaves);
  const Bytes right_hash = tree_hash_without(suite, right(node), leaves);
  const ParentNode* content = parent(node);
  if (!content) return parent_tree_hash(suite, nullptr, left_hash, right_hash);
  const ParentNode changed = without(*content, leaves);
  return parent_tree_hash(suite, &changed, left_hash, right_hash);
}

Bytes RatchetTree::parent_hash(const CipherSuite& suite, NodeIndex node, NodeIndex copath_child) const {
  const ParentNode& content = *parent(node);
  base::Writer input;
  write(input, content.encryption_key);
  input.opaque(content.parent_hash).opaque(tree_hash_without(suite, copath_child, content.unmerged_leaves));
  return suite.hash(input.view());
}

}  // namespace valise::mls
