// Tree math: indices of a full binary tree in array form (RFC 9420 appendix C). Leaves stand at even positions, the leaf with
// index L at 2L. Pure functions; a tree's width is its number of leaves, a power of two.
#pragma once

#include <vector>

#include "client-sdk/mls/types.hpp"

namespace valise::mls {

[[nodiscard]] constexpr NodeIndex to_node(LeafIndex leaf) { return NodeIndex(leaf.value() * 2); }
[[nodiscard]] constexpr bool is_leaf(NodeIndex node) { return node.value() % 2 == 0; }
// to_leaf requires is_leaf(node).
[[nodiscard]] constexpr LeafIndex to_leaf(NodeIndex node) { return LeafIndex(node.value() / 2); }

// level is 0 for leaves and one more than the children's for parents.
[[nodiscard]] unsigned level(NodeIndex node);
// node_count is the number of nodes of a tree with `width` leaves.
[[nodiscard]] std::uint32_t node_count(std::uint32_t width);
// full_width is the smallest power of two that is at least `leaves` (and at least 1).
[[nodiscard]] std::uint32_t full_width(std::uint32_t leaves);
[[nodiscard]] NodeIndex root(std::uint32_t width);
// left and right require a parent node.
[[nodiscard]] NodeIndex left(NodeIndex node);
[[nodiscard]] NodeIndex right(NodeIndex node);
// parent and sibling require a node that is not the root.
[[nodiscard]] NodeIndex parent(NodeIndex node, std::uint32_t width);
[[nodiscard]] NodeIndex sibling(NodeIndex node, std::uint32_t width);
// direct_path goes from the node's parent to the root; empty for the root.
[[nodiscard]] std::vector<NodeIndex> direct_path(NodeIndex node, std::uint32_t width);
// is_below tells whether `node` lies in the subtree whose root is `ancestor` (a node is below itself).
[[nodiscard]] bool is_below(NodeIndex node, NodeIndex ancestor);
// first_leaf and end_leaf bound the leaves of a subtree: [first, end).
[[nodiscard]] LeafIndex first_leaf(NodeIndex node);
[[nodiscard]] LeafIndex end_leaf(NodeIndex node);
[[nodiscard]] NodeIndex common_ancestor(LeafIndex a, LeafIndex b);

}  // namespace valise::mls
