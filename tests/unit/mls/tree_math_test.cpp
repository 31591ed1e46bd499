#include "client-sdk/mls/tree_math.hpp"

#include <gtest/gtest.h>

namespace valise::mls {
namespace {

constexpr std::uint32_t width = 16;

// Whether a node is below another, found by walking up.
bool walks_to(NodeIndex node, NodeIndex ancestor) {
  if (node == ancestor) return true;
  const auto path = direct_path(node, width);
  return std::ranges::find(path, ancestor) != path.end();
}

TEST(TreeMath, BelowMeansOnTheDirectPath) {
  for (std::uint32_t a = 0; a < node_count(width); ++a) {
    for (std::uint32_t b = 0; b < node_count(width); ++b) {
      EXPECT_EQ(is_below(NodeIndex(a), NodeIndex(b)), walks_to(NodeIndex(a), NodeIndex(b))) << a << " " << b;
    }
  }
}

TEST(TreeMath, CommonAncestorIsTheLowest) {
  for (std::uint32_t a = 0; a < width; ++a) {
    for (std::uint32_t b = 0; b < width; ++b) {
      const NodeIndex found = common_ancestor(LeafIndex(a), LeafIndex(b));
      EXPECT_TRUE(is_below(to_node(LeafIndex(a)), found) && is_below(to_node(LeafIndex(b)), found));
      if (is_leaf(found)) continue;
      for (NodeIndex child : {left(found), right(found)}) {
        EXPECT_FALSE(is_below(to_node(LeafIndex(a)), child) && is_below(to_node(LeafIndex(b)), child));
      }
    }
  }
}

TEST(TreeMath, LeavesOfASubtree) {
  EXPECT_EQ(first_leaf(NodeIndex(7)), LeafIndex(0));
  EXPECT_EQ(end_leaf(NodeIndex(7)), LeafIndex(8));
  EXPECT_EQ(first_leaf(NodeIndex(11)), LeafIndex(4));
  EXPECT_EQ(end_leaf(NodeIndex(11)), LeafIndex(8));
  EXPECT_EQ(first_leaf(NodeIndex(6)), LeafIndex(3));
  EXPECT_EQ(end_leaf(NodeIndex(6)), LeafIndex(4));
}

TEST(TreeMath, WidthIsAPowerOfTwo) {
  EXPECT_EQ(full_width(0), 1U);
  EXPECT_EQ(full_width(1), 1U);
  EXPECT_EQ(full_width(3), 4U);
  EXPECT_EQ(full_width(4), 4U);
  EXPECT_EQ(full_width(5), 8U);
}

}  // namespace
}  // namespace valise::mls
