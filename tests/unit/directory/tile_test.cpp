#include "keys/directory/tile.hpp"

#include <gtest/gtest.h>

#include <set>

namespace valise::directory {
namespace {

// The examples of the C2SP specification (github.com/C2SP/C2SP: tlog-tiles.md).
TEST(Tile, HasThePathsOfTheSpecification) {
  EXPECT_EQ((Tile{.level = 0, .index = 1234067}).path(), "tile/0/x001/x234/067");
  EXPECT_EQ(Tile::parse("tile/0/x001/x234/067"), (Tile{.level = 0, .index = 1234067}));
  EXPECT_EQ((Tile{.level = 2, .index = 0, .width = 1}).path(), "tile/2/000.p/1");
  EXPECT_EQ((Tile{.level = {}, .index = 273, .width = 112}).path(), "tile/entries/273.p/112");
}

TEST(Tile, TreeOf70000HasTheTilesOfTheSpecification) {
  std::map<std::pair<unsigned, std::uint64_t>, int> hash_tiles;
  for (const auto& tile : tiles_of(70'000)) {
    if (tile.level) ++hash_tiles[{*tile.level, tile.width}];
  }
  const decltype(hash_tiles) expected{{{0, 256}, 273}, {{0, 112}, 1}, {{1, 256}, 1}, {{1, 17}, 1}, {{2, 1}, 1}};
  EXPECT_EQ(hash_tiles, expected);
}

TEST(Tile, TreeOf256HasAFullTileAndOneAboveOfWidthOne) {
  const auto tiles = tiles_of(256);
  const std::vector<Tile> expected{{.level = 0, .index = 0}, {.level = 1, .index = 0, .width = 1}, {.level = {}, .index = 0}};
  EXPECT_EQ(tiles, expected);
  EXPECT_TRUE(tiles_of(0).empty());
}

TEST(Tile, ReadsOnlyWhatItWrites) {
  for (const auto* path :
       {"tile/0/000", "tile/0/999", "tile/63/000.p/255", "tile/entries/x001/000.p/7", "tile/0/x999/x999/999"}) {
    const auto tile = Tile::parse(path);
    ASSERT_TRUE(tile) << path;
    EXPECT_EQ(tile->path(), path);
  }
  for (const auto* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/x000/000",
                           "tile/0/001/000",
                           "tile/0/x001/00",
                           "tile/0/000/",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/+0/000",
                           "tile/x/000",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/07",
                           "tile/0/000.p/",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/-1",
                           "tile/entries/000.p/300",
                           "tile/0/../000",
                           "tile/0/x018446744073709551615",
                           "Tile/0/000",
                           "tile/entries/abc"}) {
    EXPECT_FALSE(Tile::parse(path)) << path;
  }
}

TEST(Tile, IsInATreeThatHasAllOfIt) {
  EXPECT_TRUE((Tile{.level = 0, .index = 0, .width = 7}).is_in(7));
  EXPECT_TRUE((Tile{.level = 0, .index = 0, .width = 6}).is_in(7));
  EXPECT_FALSE((Tile{.level = 0, .index = 0, .width = 8}).is_in(7));
  EXPECT_FALSE((Tile{.level = 0, .index = 0}).is_in(255));
  EXPECT_FALSE((Tile{.level = 1, .index = 0, .width = 1}).is_in(255));
  EXPECT_TRUE((Tile{.level = 1, .index = 0, .width = 1}).is_in(256));
  EXPECT_FALSE((Tile{.level = 0, .index = ~0ULL / 2, .width = 1}).is_in(256));
  EXPECT_FALSE((Tile{.level = 63, .index = 0, .width = 1}).is_in(~0ULL));
}

// A level above is the hash of full tiles below, by another way than the tree's own.
TEST(Tile, EachHashAboveIsTheRootOfAFullTileBelow) {
  MerkleLog tree;
  for (int i = 0; i < 600; ++i) tree.append(leaf_hash(base::as_bytes(std::to_string(i))));
  const auto above = hash_tile(tree, {.level = 1, .index = 0, .width = 2});
  for (std::uint64_t index = 0; index < 2; ++index) {
    const auto bytes = hash_tile(tree, {.level = 0, .index = index});
    ASSERT_EQ(bytes.size(), 8192U);
    MerkleLog below;
    for (std::size_t at = 0; at < bytes.size(); at += 32) below.append(*TreeHash::parse(base::ByteView(bytes).subspan(at, 32)));
    EXPECT_EQ(below.root(), *TreeHash::parse(base::ByteView(above).subspan(index * 32, 32)));
  }
}

TEST(Tile, BundlesHaveLengthsOf16Bits) {
  base::Bytes bundle;
  EXPECT_TRUE(append_entry(bundle, base::as_bytes("ab")));
  EXPECT_TRUE(append_entry(bundle, {}));
  EXPECT_EQ(base::to_string(bundle), std::string("\0\2ab\0\0", 6));
  EXPECT_TRUE(append_entry(bundle, base::Bytes(65'535)));
  EXPECT_FALSE(append_entry(bundle, base::Bytes(65'536)));
}

}  // namespace
}  // namespace valise::directory
