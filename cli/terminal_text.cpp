#include "cli/terminal_text.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace valise::cli {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr std::string_view replacement_utf8 = "\xEF\xBF\xBD";

struct Decoded {
  char32_t code = replacement;
  std::size_t size = 1;  // bytes taken; 1 for a broken one
  bool broken = true;
};

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

// Smallest code point that needs a sequence of the given length; shorter ones are overlong and thus broken.
char32_t smallest_of(std::size_t size) { return size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000; }

Decoded decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1, false};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  char32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text, i)) return {};
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  if (code < smallest_of(size) || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, size, false};
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }
bool is_line_separator(char32_t c) { return c == 0x85 || c == 0x2028 || c == 0x2029; }

// Invisible characters that change how others are shown: direction marks, embeddings, overrides and isolates, zero-width spaces,
// the byte order mark, annotation and tag characters.
bool is_deceptive(char32_t c) {
  return c == 0x061C || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

// The ranges of Unicode's East Asian Width W and F that names in practice fall into, and emoji.
std::size_t columns_of(char32_t c) {
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x1F900 && c <= 0x1F9FF) ||
                    (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

// for_each_character calls use(code, bytes) in order; broken bytes come one by one as U+FFFD.
template <class Use>
void for_each_character(std::string_view text, Use use) {
  while (!text.empty()) {
    const auto decoded = decode(text);
    use(decoded.code, decoded.broken ? replacement_utf8 : text.substr(0, decoded.size));
    text.remove_prefix(decoded.size);
  }
}

// clean gives the text with every line end as one LF.
std::string clean(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool after_return = false;
  for_each_character(text, [&](char32_t c, std::string_view bytes) {
    const bool second_half = after_return && c == '\n';
    after_return = c == '\r';
    if (second_half || is_deceptive(c)) return;
    if (c == '\n' || c == '\r' || is_line_separator(c)) {
      result += '\n';
    } else if (c == '\t') {
      result += ' ';
    } else {
      result += is_control(c) ? replacement_utf8 : bytes;
    }
  });
  return result;
}

// A JSON escape of a code point, with surrogates above U+FFFF (RFC 8259 section 7).
std::string json_escape(char32_t c) {
  if (c < 0x10000) return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
  const auto rest = static_cast<std::uint32_t>(c) - 0x10000U;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (rest >> 10U), 0xDC00U + (rest & 0x3FFU));
}

}  // namespace

std::string terminal_line(std::string_view text) {
  auto result = clean(text);
  for (auto& c : result) {
    if (c == '\n') c = ' ';
  }
  return result;
}

std::string terminal_block(std::string_view text, std::string_view indent) {
  const auto cleaned = clean(text);
  std::string result(indent);
  for (const char c : cleaned) {
    result += c;
    if (c == '\n') result += indent;
  }
  return result;
}

std::string escaped_json(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  for_each_character(json, [&](char32_t c, std::string_view bytes) {
    if (is_control(c) || is_deceptive(c) || is_line_separator(c)) {
      result += json_escape(c);
    } else {
      result += bytes;
    }
  });
  return result;
}

std::string first_columns(std::string_view text, std::size_t columns) {
  std::string result;
  std::size_t used = 0;
  std::size_t fits_with_ellipsis = 0;  // bytes of `result` that leave a column free
  bool cut_off = false;
  for_each_character(text, [&](char32_t c, std::string_view bytes) {
    used += columns_of(c);
    cut_off = cut_off || used > columns;
    if (cut_off) return;
    result += bytes;
    if (used < columns) fits_with_ellipsis = result.size();
  });
  return cut_off ? result.substr(0, fits_with_ellipsis) + "…" : result;
}

}  // namespace valise::cli
