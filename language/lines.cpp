#include "language/lines.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace valise::language {
namespace {

constexpr std::string_view right_to_left_isolate = "\u2067";
constexpr std::string_view first_strong_isolate = "\u2068";
constexpr std::string_view pop_isolate = "\u2069";

struct Character {
  UChar32 code;
  std::string_view bytes;
};

bool is_isolate(UChar32 c) { return c >= 0x2066 && c <= 0x2069; }

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> out;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    const auto start = at;
    UChar32 code = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, code);
    if (!is_isolate(code))
      out.push_back({code, text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(at - start))});
  }
  return out;
}

bool is_wide(UChar32 c) {
  const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

std::size_t columns_of(UChar32 c) {
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR: return 0;
    default: return is_wide(c) ? 2 : 1;
  }
}

bool opens(UChar32 c) { return u_charType(c) == U_START_PUNCTUATION || u_charType(c) == U_INITIAL_PUNCTUATION; }

bool closes(UChar32 c) {
  switch (u_charType(c)) {
    case U_END_PUNCTUATION:
    case U_FINAL_PUNCTUATION: return true;
    case U_OTHER_PUNCTUATION: return is_wide(c);
    default: return false;
  }
}

// A line may end between two characters, of which the first may be a blank. French sets a blank before these signs.
bool may_break(UChar32 before, UChar32 after) {
  if (before == ' ')
    return after != ' ' && std::u32string_view(U":;?!»—").find(static_cast<char32_t>(after)) == std::u32string_view::npos;
  return after != ' ' && (is_wide(before) || is_wide(after)) && !opens(before) && !closes(after);
}

std::string without_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::vector<std::string> filled(std::string_view text, std::size_t width) {
  std::vector<std::string> out(1);
  std::size_t used = 0;
  for (const auto& piece : pieces(text)) {
    if (used > 0 && used + columns(without_end(piece)) > width) {
      out.back() = without_end(out.back());
      out.emplace_back();
      used = 0;
    }
    out.back() += piece;
    used += columns(piece);
  }
  out.back() = without_end(out.back());
  return out;
}

// A sign at the edge of a run belongs to the sentence around it.
bool is_edge(char c) { return std::string_view(" (.,:;)!?").find(c) != std::string_view::npos; }

// run_at gives the bytes from `start` on that are ASCII, up to a bracket, without the signs and blanks at their end.
std::string_view run_at(std::string_view line, std::size_t start) {
  auto end = start;
  while (end < line.size() && static_cast<unsigned char>(line[end]) < 0x80 && line[end] != '(' && line[end] != ')') ++end;
  while (end > start && (is_edge(line[end - 1]) || line[end - 1] == '-')) --end;
  return line.substr(start, end - start);
}

bool says_something(std::string_view run) {
  return std::ranges::any_of(run, [](char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); });
}

}  // namespace

std::size_t columns(std::string_view text) {
  std::size_t out = 0;
  for (const auto& character : characters(text)) out += columns_of(character.code);
  return out;
}

std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> out;
  UChar32 before = 0;
  UChar32 word_before = 0;  // before the blank
  bool command = false;     // between backticks
  for (const auto& [code, bytes] : characters(text)) {
    if (out.empty() || (!command && may_break(before, code) && !(before == ' ' && word_before == U'«'))) out.emplace_back();
    out.back() += bytes;
    if (code == '`') command = !command;
    if (code != ' ') word_before = code;
    before = code;
  }
  return out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> out;
  for (;;) {
    const auto end = text.find('\n');
    std::ranges::move(filled(text.substr(0, end), width), std::back_inserter(out));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::string set_apart_runs(std::string_view line, Language language) {
  if (!is_right_to_left(language)) return std::string(line);
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const bool dot = line[at] == '.' && at + 1 < line.size() && line[at + 1] != ' ';  // ".zip"
    const bool starts = static_cast<unsigned char>(line[at]) < 0x80 && (dot || !is_edge(line[at]));
    const auto run = starts ? run_at(line, at) : std::string_view();
    if (says_something(run)) {
      out.append(first_strong_isolate).append(run).append(pop_isolate);
      at += run.size();
    } else {
      out += line[at++];
    }
  }
  return out;
}

std::string set_beside(std::string_view line, Language language) {
  if (!is_right_to_left(language)) return std::string(line);
  return std::string(right_to_left_isolate) + set_apart_runs(line, language) + std::string(pop_isolate);
}

}  // namespace valise::language
