// Tree hashes and parent hashes (RFC 9420 sections 7.8 and 7.9). Recursion goes as deep as the tree is high, at most 16.
#include "client-sdk/mls/ratchet_tree.hpp"

namespace valise::mls {
namespace {

bool contains(const std::vector<LeafIndex>& sorted, LeafIndex leaf) { return std::ranges::binary_search(sorted, leaf); }

bool any_below(const std::vector<LeafIndex>& sorted, NodeIndex node) {
  const auto found = std::ranges::lower_bound(sorted, first_leaf(node));
  return found != sorted.end() && *found < end_leaf(node);
}

Bytes leaf_input(LeafIndex index, const LeafNode* leaf) {
  base::Writer input;
  input.u8(1).u32(index.value()).u8(leaf ? 1 : 0);
  if (leaf) write(input, *leaf);
  return input.take();
}

Bytes parent_input(const ParentNode* content, ByteView left_hash, ByteView right_hash) {
  base::Writer input;
  input.u8(2).u8(content ? 1 : 0);
  if (content) write(input, *content);
  return input.opaque(left_hash).opaque(right_hash).take();
}

ParentNode without(const ParentNode& content, const std::vector<LeafIndex>& leaves) {
  ParentNode out = content;
  std::erase_if(out.unmerged_leaves, [&](LeafIndex leaf) { return contains(leaves, leaf); });
  return out;
}

}  // namespace

RatchetTree::NodeHash RatchetTree::hash_of(const CipherSuite& suite, ByteView input) {
  const Bytes hash = suite.hash(input);
  NodeHash out{.size = static_cast<std::uint8_t>(hash.size()), .bytes = {}};
  std::ranges::copy(hash, out.bytes.begin());
  return out;
}

RatchetTree::NodeHash RatchetTree::node_hash(const CipherSuite& suite, NodeIndex node) const {
  if (const NodeHash& known = hashes_[node.value()]; known.size != 0) return known;
  const NodeHash hash =
      is_leaf(node)
          ? hash_of(suite, leaf_input(to_leaf(node), leaf(to_leaf(node))))
          : hash_of(suite, parent_input(parent(node), node_hash(suite, left(node)).view(), node_hash(suite, right(node)).view()));
  hashes_.set(node.value(), hash);
  return hash;
}

Bytes RatchetTree::tree_hash(const CipherSuite& suite, NodeIndex node) const {
  return base::to_bytes(node_hash(suite, node).view());
}

RatchetTree::NodeHash RatchetTree::node_hash_without(const CipherSuite& suite, NodeIndex node,
                                                     const std::vector<LeafIndex>& leaves) const {
  if (!any_below(leaves, node)) return node_hash(suite, node);
  if (is_leaf(node)) return hash_of(suite, leaf_input(to_leaf(node), nullptr));
  const NodeHash left_hash = node_hash_without(suite, left(node), leaves);
  const NodeHash right_hash = node_hash_without(suite, right(node), leaves);
  const ParentNode* content = parent(node);
  if (!content) return hash_of(suite, parent_input(nullptr, left_hash.view(), right_hash.view()));
  const ParentNode changed = without(*content, leaves);
  return hash_of(suite, parent_input(&changed, left_hash.view(), right_hash.view()));
}

Bytes RatchetTree::parent_hash(const CipherSuite& suite, NodeIndex node, NodeIndex copath_child) const {
  const ParentNode& content = *parent(node);
  base::Writer input;
  write(input, content.encryption_key);
  input.opaque(content.parent_hash).opaque(node_hash_without(suite, copath_child, content.unmerged_leaves).view());
  return suite.hash(input.view());
}

}  // namespace valise::mls
