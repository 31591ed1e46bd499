// Tiles: the log as static files (C2SP tlog-tiles): paths, hash tiles, entry bundles. Public data; no I/O.
#pragma once

#include <optional>
#include <span>

#include "keys/directory/merkle.hpp"

namespace valise::directory {

inline constexpr std::uint64_t tile_width = 256;

// Tile names one file: a hash tile of a level, or an entry bundle, of `width` hashes or entries (256: full).
struct Tile {
  std::optional<unsigned> level;  // nothing: an entry bundle
  std::uint64_t index = 0;
  std::uint64_t width = tile_width;
  friend bool operator==(const Tile&, const Tile&) = default;

  // path gives "tile/0/x001/234", "tile/entries/000.p/7".
  [[nodiscard]] std::string path() const;
  // parse accepts exactly what path() gives for a level up to 63.
  [[nodiscard]] static std::optional<Tile> parse(std::string_view path);

  // is_in tells whether a tree of this size has all of the tile.
  [[nodiscard]] bool is_in(std::uint64_t tree_size) const;
};

// tiles_of gives all tiles of a tree: hash tiles and bundles, the rightmost ones partial.
[[nodiscard]] std::vector<Tile> tiles_of(std::uint64_t tree_size);
// hash_tile gives the bytes of a hash tile that is in the tree.
[[nodiscard]] base::Bytes hash_tile(const MerkleLog& tree, const Tile& tile);
// append_entry adds one entry to a bundle: its length in 16 bits, and its bytes. False if it is too long for that.
[[nodiscard]] bool append_entry(base::Bytes& bundle, base::ByteView entry);

}  // namespace valise::directory
