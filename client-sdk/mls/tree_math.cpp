#include "client-sdk/mls/tree_math.hpp"

#include <bit>

namespace valise::mls {

unsigned level(NodeIndex node) { return static_cast<unsigned>(std::countr_one(node.value())); }

std::uint32_t node_count(std::uint32_t width) { return width == 0 ? 0 : 2 * (width - 1) + 1; }

std::uint32_t full_width(std::uint32_t leaves) { return std::bit_ceil(std::max<std::uint32_t>(leaves, 1)); }

NodeIndex root(std::uint32_t width) { return NodeIndex(width - 1); }

NodeIndex left(NodeIndex node) { return NodeIndex(node.value() ^ (1U << (level(node) - 1))); }

NodeIndex right(NodeIndex node) { return NodeIndex(node.value() ^ (3U << (level(node) - 1))); }

NodeIndex parent(NodeIndex node, std::uint32_t /*width*/) {
  const unsigned k = level(node);
  const std::uint32_t b = (node.value() >> (k + 1)) & 1;
  return NodeIndex((node.value() | (1U << k)) ^ (b << (k + 1)));
}

NodeIndex sibling(NodeIndex node, std::uint32_t width) {
  const NodeIndex above = parent(node, width);
  return node < above ? right(above) : left(above);
}

std::vector<NodeIndex> direct_path(NodeIndex node, std::uint32_t width) {
  std::vector<NodeIndex> path;
  const NodeIndex top = root(width);
  while (node != top) {
    node = parent(node, width);
    path.push_back(node);
  }
  return path;
}

LeafIndex first_leaf(NodeIndex node) { return LeafIndex((node.value() + 1 - (1U << level(node))) / 2); }

LeafIndex end_leaf(NodeIndex node) { return LeafIndex(first_leaf(node).value() + (1U << level(node))); }

bool is_below(NodeIndex node, NodeIndex ancestor) {
  const std::uint32_t reach = (1U << level(ancestor)) - 1;
  return node.value() + reach >= ancestor.value() && node.value() <= ancestor.value() + reach;
}

NodeIndex common_ancestor(LeafIndex a, LeafIndex b) {
  const std::uint32_t differ = a.value() ^ b.value();
  const unsigned k = static_cast<unsigned>(std::bit_width(differ));
  return NodeIndex((((a.value() * 2) >> (k + 1)) << (k + 1)) + (1U << k) - 1);
}

}  // namespace valise::mls
