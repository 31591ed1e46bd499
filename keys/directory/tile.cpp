#include "keys/directory/tile.hpp"

#include <charconv>

namespace valise::directory {
namespace {

constexpr unsigned kHeight = 8;  // levels of the tree in one tile
constexpr unsigned kMostLevels = 64;
constexpr std::string_view kPrefix = "tile/";
constexpr std::string_view kEntries = "entries";

std::string three_digits(std::uint64_t value) {
  const auto digits = std::to_string(value);
  return std::string(3 - digits.size(), '0') + digits;
}

std::string index_path(std::uint64_t index) {
  std::string out = three_digits(index % 1000);
  for (index /= 1000; index > 0; index /= 1000) out = "x" + three_digits(index % 1000) + "/" + out;
  return out;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The digits of an index, without x and slashes; whether they stood rightly is seen by writing the path again.
std::optional<std::uint64_t> parse_index(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != 'x' && c != '/') digits += c;
  }
  return parse_number<std::uint64_t>(digits);
}

// How many hashes the level has: full subtrees of 256^level leaves.
std::uint64_t hashes_at(unsigned level, std::uint64_t tree_size) {
  const unsigned bits = level * kHeight;
  return bits >= 64 ? 0 : tree_size >> bits;
}

}  // namespace

std::string Tile::path() const {
  std::string out(kPrefix);
  out += level ? std::to_string(*level) : std::string(kEntries);
  out += '/' + index_path(index);
  if (width != tile_width) out += ".p/" + std::to_string(width);
  return out;
}

std::optional<Tile> Tile::parse(std::string_view path) {
  constexpr std::string_view partial = ".p/";
  const auto whole = path;
  if (path.size() > 80 || !path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  const auto slash = path.find('/');
  if (slash == path.npos) return std::nullopt;
  Tile out;
  if (const auto name = path.substr(0, slash); name != kEntries) {
    out.level = parse_number<unsigned>(name);
    if (!out.level || *out.level >= kMostLevels) return std::nullopt;
  }
  path.remove_prefix(slash + 1);
  const auto cut = path.find(partial);
  const auto width =
      cut == path.npos ? std::optional(tile_width) : parse_number<std::uint64_t>(path.substr(cut + partial.size()));
  const auto index = parse_index(path.substr(0, cut));
  if (!width || !index || *width < 1 || *width > tile_width) return std::nullopt;
  out.index = *index;
  out.width = *width;
  if (out.path() != whole) return std::nullopt;
  return out;
}

bool Tile::is_in(std::uint64_t tree_size) const {
  const auto there = hashes_at(level.value_or(0), tree_size);
  return index <= there / tile_width && index * tile_width + width <= there;
}

std::vector<Tile> tiles_of(std::uint64_t tree_size) {
  std::vector<Tile> out;
  const auto add = [&](std::optional<unsigned> level) {
    const auto hashes = hashes_at(level.value_or(0), tree_size);
    for (std::uint64_t index = 0; index < hashes / tile_width; ++index) out.push_back({.level = level, .index = index});
    if (const auto rest = hashes % tile_width; rest > 0) {
      out.push_back({.level = level, .index = hashes / tile_width, .width = rest});
    }
  };
  for (unsigned level = 0; hashes_at(level, tree_size) > 0; ++level) add(level);
  add(std::nullopt);
  return out;
}

base::Bytes hash_tile(const MerkleLog& tree, const Tile& tile) {
  base::Bytes out;
  out.reserve(tile.width * TreeHash::size);
  for (std::uint64_t i = 0; i < tile.width; ++i) {
    base::append(out, tree.subtree(tile.level.value() * kHeight, tile.index * tile_width + i).view());
  }
  return out;
}

bool append_entry(base::Bytes& bundle, base::ByteView entry) {
  if (entry.size() > 0xffff) return false;
  bundle.push_back(static_cast<base::Byte>(entry.size() >> 8U));
  bundle.push_back(static_cast<base::Byte>(entry.size() & 0xffU));
  base::append(bundle, entry);
  return true;
}

}  // namespace valise::directory
