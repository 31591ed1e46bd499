// fold: how names are compared. Latin letters lose case and accents (Latin-1, Latin Extended-A and -B, and combining marks),
// Greek and Cyrillic ones their case; everything else stays as it is.
#include <array>
#include <utility>

#include "keys/directory/query.hpp"
#include "keys/directory/text.hpp"

namespace valise::directory {
namespace {

// Plain letters of U+00C0 to U+017F; empty: no letter.
constexpr std::array<std::string_view, 0xc0> kLatin = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c",  "e", "e", "e", "e", "i", "i", "i",  "i", "d", "n", "o",  "o",  "o", "o", "o", "",
    "o", "u", "u",  "u",  "u", "y", "th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e",  "e",  "i", "i", "i", "i",
    "d", "n", "o",  "o",  "o", "o", "o",  "",   "o", "u", "u", "u", "u", "y", "th", "y", "a", "a", "a",  "a",  "a", "a", "c", "c",
    "c", "c", "c",  "c",  "c", "c", "d",  "d",  "d", "d", "e", "e", "e", "e", "e",  "e", "e", "e", "e",  "e",  "g", "g", "g", "g",
    "g", "g", "g",  "g",  "h", "h", "h",  "h",  "i", "i", "i", "i", "i", "i", "i",  "i", "i", "i", "ij", "ij", "j", "j", "k", "k",
    "k", "l", "l",  "l",  "l", "l", "l",  "l",  "l", "l", "l", "n", "n", "n", "n",  "n", "n", "n", "n",  "n",  "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r", "r", "s", "s", "s", "s", "s",  "s", "s", "s", "t",  "t",  "t", "t", "t", "t",
    "u", "u", "u",  "u",  "u", "u", "u",  "u",  "u", "u", "u", "u", "w", "w", "y",  "y", "y", "z", "z",  "z",  "z", "z", "z", "s",
};
// The accented letters behind, sorted.
constexpr auto kLatinExtendedB = std::to_array<std::pair<char32_t, std::string_view>>(
    {{0x1a0, "o"},  {0x1a1, "o"},  {0x1af, "u"},  {0x1b0, "u"},  {0x1c4, "dz"}, {0x1c5, "dz"}, {0x1c6, "dz"}, {0x1c7, "lj"},
     {0x1c8, "lj"}, {0x1c9, "lj"}, {0x1ca, "nj"}, {0x1cb, "nj"}, {0x1cc, "nj"}, {0x1cd, "a"},  {0x1ce, "a"},  {0x1cf, "i"},
     {0x1d0, "i"},  {0x1d1, "o"},  {0x1d2, "o"},  {0x1d3, "u"},  {0x1d4, "u"},  {0x1d5, "u"},  {0x1d6, "u"},  {0x1d7, "u"},
     {0x1d8, "u"},  {0x1d9, "u"},  {0x1da, "u"},  {0x1db, "u"},  {0x1dc, "u"},  {0x1de, "a"},  {0x1df, "a"},  {0x1e0, "a"},
     {0x1e1, "a"},  {0x1e6, "g"},  {0x1e7, "g"},  {0x1e8, "k"},  {0x1e9, "k"},  {0x1ea, "o"},  {0x1eb, "o"},  {0x1ec, "o"},
     {0x1ed, "o"},  {0x1f0, "j"},  {0x1f1, "dz"}, {0x1f2, "dz"}, {0x1f3, "dz"}, {0x1f4, "g"},  {0x1f5, "g"},  {0x1f8, "n"},
     {0x1f9, "n"},  {0x1fa, "a"},  {0x1fb, "a"},  {0x200, "a"},  {0x201, "a"},  {0x202, "a"},  {0x203, "a"},  {0x204, "e"},
     {0x205, "e"},  {0x206, "e"},  {0x207, "e"},  {0x208, "i"},  {0x209, "i"},  {0x20a, "i"},  {0x20b, "i"},  {0x20c, "o"},
     {0x20d, "o"},  {0x20e, "o"},  {0x20f, "o"},  {0x210, "r"},  {0x211, "r"},  {0x212, "r"},  {0x213, "r"},  {0x214, "u"},
     {0x215, "u"},  {0x216, "u"},  {0x217, "u"},  {0x218, "s"},  {0x219, "s"},  {0x21a, "t"},  {0x21b, "t"},  {0x21e, "h"},
     {0x21f, "h"},  {0x226, "a"},  {0x227, "a"},  {0x228, "e"},  {0x229, "e"},  {0x22a, "o"},  {0x22b, "o"},  {0x22c, "o"},
     {0x22d, "o"},  {0x22e, "o"},  {0x22f, "o"},  {0x230, "o"},  {0x231, "o"},  {0x232, "y"},  {0x233, "y"}});

std::optional<std::string_view> plain_latin(char32_t c) {
  if (c >= 0xc0 && c < 0x180 && !kLatin[c - 0xc0].empty()) return kLatin[c - 0xc0];
  const auto it = std::ranges::lower_bound(kLatinExtendedB, c, {}, [](const auto& row) { return row.first; });
  if (it != kLatinExtendedB.end() && it->first == c) return it->second;
  return std::nullopt;
}

bool is_combining(char32_t c) { return c >= 0x300 && c < 0x370; }

char32_t lower(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c >= 0x391 && c <= 0x3a9) return c + 32;  // Greek
  if (c >= 0x410 && c <= 0x42f) return c + 32;  // Cyrillic
  if (c >= 0x400 && c <= 0x40f) return c + 80;
  return c;
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) return byte(0xc0 | c >> 6), byte(0x80 | (c & 0x3f));
  if (c < 0x10000) return byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 0x3f)), byte(0x80 | (c & 0x3f));
  byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 0x3f)), byte(0x80 | (c >> 6 & 0x3f)), byte(0x80 | (c & 0x3f));
}

}  // namespace

std::string fold(std::string_view text) {
  std::string out;
  while (const auto c = next_code_point(text)) {
    if (is_combining(*c)) continue;
    if (const auto plain = plain_latin(*c)) {
      out += *plain;
    } else if (is_space(*c)) {
      out += ' ';
    } else {
      append_utf8(out, lower(*c));
    }
  }
  return out;
}

}  // namespace valise::directory
