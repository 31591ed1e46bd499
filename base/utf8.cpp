#include "base/utf8.hpp"

namespace valise::base {
namespace {

struct Sequence {
  int continuations;
  char32_t bits;
  char32_t smallest;  // anything below is an overlong form
};
std::optional<Sequence> sequence(unsigned char lead) {
  if (lead < 0x80) return Sequence{0, lead, 0};
  if (lead >= 0xc2 && lead < 0xe0) return Sequence{1, lead & 0x1fU, 0x80};
  if (lead >= 0xe0 && lead < 0xf0) return Sequence{2, lead & 0x0fU, 0x800};
  if (lead >= 0xf0 && lead < 0xf5) return Sequence{3, lead & 0x07U, 0x10000};
  return std::nullopt;
}

}  // namespace

std::optional<char32_t> next_code_point(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto lead = sequence(static_cast<unsigned char>(text.front()));
  if (!lead || text.size() <= static_cast<std::size_t>(lead->continuations)) return std::nullopt;
  char32_t value = lead->bits;
  for (int i = 1; i <= lead->continuations; ++i) {
    const auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
    if ((byte & 0xc0) != 0x80) return std::nullopt;
    value = value << 6 | (byte & 0x3fU);
  }
  if (value < lead->smallest || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(lead->continuations) + 1);
  return value;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!next_code_point(text)) return false;
  }
  return true;
}

}  // namespace valise::base
