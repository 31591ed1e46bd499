// Paths of tiles, as anybody may ask a relay for them: what is accepted is the only spelling, and what a tree has can be made.
#include "keys/directory/tile.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace valise;

const directory::MerkleLog& tree() {
  static const directory::MerkleLog out = [] {
    directory::MerkleLog log;
    for (std::uint16_t i = 0; i < 70'000 / 64; ++i) {
      const base::ByteArray<2> entry{static_cast<base::Byte>(i >> 8), static_cast<base::Byte>(i)};
      log.append(directory::leaf_hash(entry));
    }
    return log;
  }();
  return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = base::as_text(base::ByteView(data, size));
  const auto tile = directory::Tile::parse(path);
  if (!tile) return 0;
  fuzz::require(tile->path() == path);
  if (!tile->level || !tile->is_in(tree().size())) return 0;
  fuzz::require(directory::hash_tile(tree(), *tile).size() == tile->width * directory::TreeHash::size);
  return 0;
}
