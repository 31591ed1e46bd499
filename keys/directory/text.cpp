#include "keys/directory/text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include "base/utf8.hpp"

namespace valise::directory {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }
bool is_direction_override(char32_t c) { return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

bool is_text(std::string_view text, bool line_feeds) {
  while (!text.empty()) {
    const auto c = base::next_code_point(text);
    if (!c || is_direction_override(*c)) return false;
    if (is_control(*c) && !(line_feeds && (*c == '\n' || *c == '\t'))) return false;
  }
  return true;
}

template <class Int>
std::optional<Int> parse_number(std::string_view text) {
  Int value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_port(std::string_view text) {
  if (text.empty() || text.front() == '0' || !std::ranges::all_of(text, is_digit)) return false;
  return parse_number<std::uint16_t>(text).has_value();
}

bool is_host(std::string_view text) {
  if (text.size() > 253 || text.empty()) return false;
  if (text.front() == '[') {
    return text.size() > 3 && text.back() == ']' && std::ranges::all_of(text.substr(1, text.size() - 2), [](char c) {
             return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
           });
  }
  return is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

}  // namespace

bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
         c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool is_line(std::string_view text) { return is_text(text, false); }
bool is_paragraphs(std::string_view text) { return is_text(text, true); }

bool is_language(std::string_view text) {
  if (text.size() > 35) return false;
  bool primary = true;
  for (;;) {
    const auto hyphen = text.find('-');
    const auto part = text.substr(0, hyphen);
    if (primary && (part.size() < 2 || part.size() > 3 || !std::ranges::all_of(part, is_letter))) return false;
    if (part.empty() || part.size() > 8 || !std::ranges::all_of(part, is_alphanumeric)) return false;
    if (hyphen == std::string_view::npos) return true;
    text.remove_prefix(hyphen + 1);
    primary = false;
  }
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto digits = [&](std::size_t from, std::size_t size) -> std::optional<unsigned> {
    const auto part = text.substr(from, size);
    if (!std::ranges::all_of(part, is_digit)) return std::nullopt;
    return parse_number<unsigned>(part);
  };
  const auto year = digits(0, 4);
  const auto month = digits(5, 2);
  const auto day = digits(8, 2);
  if (!year || !month || !day) return false;
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                     std::chrono::day(*day))
      .ok();
}

bool is_host_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  return is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

}  // namespace valise::directory
