// RatchetTree: the public state of the group's tree (RFC 9420 sections 4 and 7): who the members are and the public keys of the
// nodes above them. A value; copies share what they have in common, so that a copy costs next to nothing, however large the
// group. Not for two threads at once, not even reading (hashes are computed when they are first asked for).
//
// What is decoded is only well-formed. Whether it is a tree that members made, validate_tree (tree_validation.hpp) says.
#pragma once

#include "client-sdk/mls/leaf_node.hpp"
#include "client-sdk/mls/shared_array.hpp"
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
  using Leaves = SharedArray<std::shared_ptr<const LeafNode>>;

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
  [[nodiscard]] std::size_t member_count() const { return member_count_; }
  // leaves gives all places for leaves, with nothing in the blank ones.
  [[nodiscard]] const Leaves& leaves() const { return leaves_; }

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

  // count_encryption_key and count_signature_key tell how many nodes, or leaves, have that key.
  [[nodiscard]] std::size_t count_encryption_key(const HpkePublicKey& key) const;
  [[nodiscard]] std::size_t count_signature_key(const SignaturePublicKey& key) const;
  // changed_leaves gives the places whose leaf is not the very one that `before` has there, blank ones, too; changed_parents
  // those parents that are not blank. What is shared costs nothing.
  [[nodiscard]] std::vector<LeafIndex> changed_leaves(const RatchetTree& before) const;
  [[nodiscard]] std::vector<NodeIndex> changed_parents(const RatchetTree& before) const;

  // tree_hash is that of section 7.8.
  [[nodiscard]] Bytes tree_hash(const CipherSuite& suite, NodeIndex node) const;
  [[nodiscard]] Bytes root_hash(const CipherSuite& suite) const { return tree_hash(suite, root()); }
  // parent_hash is that of a non-blank parent with the given copath child (7.9).
  [[nodiscard]] Bytes parent_hash(const CipherSuite& suite, NodeIndex node, NodeIndex copath_child) const;

  // The encoding is that of the ratchet_tree extension (12.4.3.3).
  void encode(base::Writer& out) const;
  static RatchetTree decode(Decoder& in);

 private:
  // NodeHash is a tree hash, kept in place; empty: not known.
  struct NodeHash {
    std::uint8_t size = 0;
    base::ByteArray<64> bytes;

    [[nodiscard]] ByteView view() const { return ByteView(bytes).first(size); }
  };

  [[nodiscard]] NodeHash node_hash(const CipherSuite& suite, NodeIndex node) const;
  // node_hash_without is node_hash of the tree in which the given leaves were never there.
  [[nodiscard]] NodeHash node_hash_without(const CipherSuite& suite, NodeIndex node, const std::vector<LeafIndex>& leaves) const;
  [[nodiscard]] static NodeHash hash_of(const CipherSuite& suite, ByteView input);
  // has_nobody tells whether the node's resolution is empty.
  [[nodiscard]] bool has_nobody(NodeIndex node) const;
  void resize(std::uint32_t width);
  void truncate();
  void put_leaf(LeafIndex index, std::shared_ptr<const LeafNode> leaf);
  void put_parent(NodeIndex node, std::shared_ptr<const ParentNode> content);
  void forget_hashes_above(NodeIndex node);

  Leaves leaves_;                                           // by leaf index
  SharedArray<std::shared_ptr<const ParentNode>> parents_;  // node index 2i+1 at i
  mutable SharedArray<NodeHash, 8> hashes_;                 // by node index
  // How keys begin, to find them without looking at every node: encryption keys by node index, signature keys by leaf index.
  SharedArray<std::uint32_t, 64> encryption_marks_;
  SharedArray<std::uint32_t, 64> signature_marks_;
  std::size_t member_count_ = 0;
};

}  // namespace valise::mls
