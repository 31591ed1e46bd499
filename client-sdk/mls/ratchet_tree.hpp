// RatchetTree: the public state of the group's tree (RFC 9420 sections 4 and 7): who the members are and the public keys of the
// nodes above them. A value; copies share the nodes, so they are cheap. Not for two threads at once, not even reading (hashes are
// computed when they are first asked for).
//
// What is decoded is only well-formed. Whether it is a tree that members made, validate_tree (tree_validation.hpp) says.
#pragma once

#include <memory>

#include "client-sdk/mls/leaf_node.hpp"
#include "client-sdk/mls/tree_math.hpp"

namespace valise::mls {

struct ParentNode {
  HpkePublicKey encryption_key;
  Bytes parent_hash;
  std::vector<LeafIndex> unmerged_leaves;  // increasing

  void encode(base::Writer& out) const;
  static ParentNode decode(Decoder& in);
};

// PathStep is a node of a filtered direct path with the child that is not on the path.
struct PathStep {
  NodeIndex node;
  NodeIndex copath_child;
};

class RatchetTree {
 public:
  // The default tree has one blank leaf.
  RatchetTree();

  [[nodiscard]] std::uint32_t width() const { return static_cast<std::uint32_t>(leaves_.size()); }
  [[nodiscard]] NodeIndex root() const { return mls::root(width()); }
  // leaf and parent give nothing for blank nodes and outside the tree.
  [[nodiscard]] const LeafNode* leaf(LeafIndex index) const;
  [[nodiscard]] const ParentNode* parent(NodeIndex node) const;
  [[nodiscard]] const HpkePublicKey* encryption_key(NodeIndex node) const;
  [[nodiscard]] bool is_blank(NodeIndex node) const { return encryption_key(node) == nullptr; }
  [[nodiscard]] std::vector<LeafIndex> members() const;

  // add puts the leaf at the leftmost blank place, extending the tree when there is none, and marks it unmerged above (12.1.1).
  LeafIndex add(LeafNode leaf);
  // update replaces a member's leaf and blanks the nodes above (12.1.2).
  void update(LeafIndex index, LeafNode leaf);
  // remove blanks the leaf and the nodes above, and truncates the tree (12.1.3).
  void remove(LeafIndex index);
  // blank_path, set_leaf and set_parent are the steps of an update path (7.5).
  void blank_path(LeafIndex index);
  void set_leaf(LeafIndex index, LeafNode leaf);
  void set_parent(NodeIndex node, ParentNode content);
  // first_blank gives the place that add would choose.
  [[nodiscard]] LeafIndex first_blank() const;
  // reserve gives that place to an external joiner, extending the tree when there is none; the leaf stays blank.
  LeafIndex reserve();

  // resolution is that of section 4.1.1, in its order.
  [[nodiscard]] std::vector<NodeIndex> resolution(NodeIndex node) const;
  // filtered_direct_path goes from the leaf up (4.1.2).
  [[nodiscard]] std::vector<PathStep> filtered_direct_path(LeafIndex index) const;

  // tree_hash is that of section 7.8.
  [[nodiscard]] const Bytes& tree_hash(const CipherSuite& suite, NodeIndex node) const;
  [[nodiscard]] const Bytes& root_hash(const CipherSuite& suite) const { return tree_hash(suite, root()); }
  // parent_hash is that of a non-blank parent with the given copath child (7.9).
  [[nodiscard]] Bytes parent_hash(const CipherSuite& suite, NodeIndex node, NodeIndex copath_child) const;

  // The encoding is that of the ratchet_tree extension (12.4.3.3).
  void encode(base::Writer& out) const;
  static RatchetTree decode(Decoder& in);

 private:
  // tree_hash_without is tree_hash of the tree in which the given leaves were never there.
  [[nodiscard]] Bytes tree_hash_without(const CipherSuite& suite, NodeIndex node, const std::vector<LeafIndex>& leaves) const;
  void resize(std::uint32_t width);
  void truncate();
  void forget_hashes_above(NodeIndex node);

  std::vector<std::shared_ptr<const LeafNode>> leaves_;     // by leaf index
  std::vector<std::shared_ptr<const ParentNode>> parents_;  // node index 2i+1 at i
  mutable std::vector<Bytes> hashes_;                       // by node index; empty: not known
};

}  // namespace valise::mls
