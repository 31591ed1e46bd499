#include "client-sdk/forms/difference.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>

namespace valise::sdk::forms {
namespace {

using What = TextPart::What;
using Tokens = std::vector<std::string_view>;

constexpr std::size_t kMostCells = 4'000'000;  // of the table of common runs: 8 MB
constexpr std::size_t kMostPairs = 400;        // of sentences that are compared with each other
constexpr std::size_t kShortestKept = 12;      // bytes of words between two changes that are still shown as kept
constexpr std::size_t kShortestMoved = 20;     // bytes of a passage that is recognised at another place

bool is_blank(unsigned char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_mark(unsigned char c) {
  const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  return !word && !is_blank(c);
}

std::size_t length_of(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - at);
}

// Han, kana, Hangul, Thai and the like: three bytes from E0 B8 (Thai), and from E2 BA on; all of four bytes.
bool stands_alone(std::string_view character) {
  if (character.size() == 4) return true;
  if (character.size() != 3) return false;
  const auto a = static_cast<unsigned char>(character[0]), b = static_cast<unsigned char>(character[1]);
  return (a == 0xE0 && (b == 0xB8 || b == 0xB9 || b == 0xBA || b == 0xBB)) || (a == 0xE2 && b >= 0xBA) || (a >= 0xE3 && a < 0xEF);
}

std::size_t run_end(std::string_view text, std::size_t at, bool (*belongs)(unsigned char)) {
  while (at < text.size() && belongs(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_blank(static_cast<unsigned char>(text[at])) && !is_mark(static_cast<unsigned char>(text[at]))) {
    const auto length = length_of(text, at);
    if (stands_alone(text.substr(at, length))) break;
    at += length;
  }
  return at;
}

std::size_t token_end(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (is_blank(c)) return run_end(text, at, is_blank);
  if (is_mark(c)) return at + 1;
  const auto end = word_end(text, at);
  return end == at ? at + length_of(text, at) : end;
}

Tokens words_of(std::string_view text) {
  Tokens out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = token_end(text, at);
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

// Sentences and lines, with what ends them.
Tokens sentences_of(std::string_view text) {
  Tokens out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    while (end < text.size()) {
      const auto length = length_of(text, end);
      const auto character = text.substr(end, length);
      end += length;
      const bool stop = character == "\n" || character == "。" || character == "؟" || character == "！" || character == "？";
      if (stop || ((character == "." || character == ";" || character == "?") && end < text.size() && text[end] == ' ')) break;
    }
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string joined(std::span<const std::string_view> tokens) {
  std::string out;
  for (const auto token : tokens) out += token;
  return out;
}

void add(std::vector<TextPart>& out, What what, std::string text) {
  if (text.empty()) return;
  if (!out.empty() && out.back().what == what) {
    out.back().text += text;
  } else {
    out.push_back({.what = what, .text = std::move(text)});
  }
}

// A word that stayed says more than a blank.
std::uint16_t weight_of(std::string_view token) {
  const auto first = static_cast<unsigned char>(token.front());
  return is_blank(first) || is_mark(first) ? 1 : 8;
}

// How much two lists have in common from each pair of places on.
class Common {
 public:
  Common(std::span<const std::string_view> a, std::span<const std::string_view> b)
      : width_(b.size() + 1), cells_((a.size() + 1) * width_) {
    for (std::size_t i = a.size(); i-- > 0;) {
      for (std::size_t j = b.size(); j-- > 0;) {
        const auto apart = std::max(at(i + 1, j), at(i, j + 1));
        cell(i, j) = a[i] == b[j] ? std::max<std::uint16_t>(at(i + 1, j + 1) + weight_of(a[i]), apart) : apart;
      }
    }
  }
  [[nodiscard]] std::uint16_t at(std::size_t i, std::size_t j) const { return cells_[i * width_ + j]; }

 private:
  std::uint16_t& cell(std::size_t i, std::size_t j) { return cells_[i * width_ + j]; }

  std::size_t width_;
  std::vector<std::uint16_t> cells_;
};

void compare_middle(std::span<const std::string_view> a, std::span<const std::string_view> b, std::vector<TextPart>& out) {
  if ((a.size() + 1) * (b.size() + 1) > kMostCells) {
    add(out, What::removed, joined(a));
    add(out, What::added, joined(b));
    return;
  }
  const Common common(a, b);
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const bool same =
        i < a.size() && j < b.size() && a[i] == b[j] && common.at(i, j) == common.at(i + 1, j + 1) + weight_of(a[i]);
    if (same) {
      add(out, What::kept, std::string(a[i++]));
      ++j;
    } else if (j == b.size() || (i < a.size() && common.at(i + 1, j) >= common.at(i, j + 1))) {
      add(out, What::removed, std::string(a[i++]));
    } else {
      add(out, What::added, std::string(b[j++]));
    }
  }
}

std::vector<TextPart> compare(const Tokens& a, const Tokens& b) {
  std::vector<TextPart> out;
  const auto shorter = std::min(a.size(), b.size());
  std::size_t first = 0, last = 0;
  while (first < shorter && a[first] == b[first]) ++first;
  while (last < shorter - first && a[a.size() - 1 - last] == b[b.size() - 1 - last]) ++last;
  add(out, What::kept, joined(std::span(a).first(first)));
  compare_middle(std::span(a).subspan(first, a.size() - first - last), std::span(b).subspan(first, b.size() - first - last), out);
  add(out, What::kept, joined(std::span(a).last(last)));
  return out;
}

// Change is what went and came at one place.
struct Change {
  std::string removed;
  std::string added;
  void put(std::vector<TextPart>& out) {
    add(out, What::removed, std::move(removed));
    add(out, What::added, std::move(added));
    *this = {};
  }
};

// Sentences that went and sentences that came, in order: which of them are versions of each other.
class Alignment {
 public:
  Alignment(const Tokens& removed, const Tokens& added) : width_(added.size() + 1), best_((removed.size() + 1) * width_) {
    for (const auto sentence : removed) removed_.push_back(words_of(sentence));
    for (const auto sentence : added) added_.push_back(words_of(sentence));
    for (std::size_t i = removed_.size(); i-- > 0;) {
      for (std::size_t j = added_.size(); j-- > 0;) {
        best(i, j) = std::max({best(i + 1, j), best(i, j + 1), best(i + 1, j + 1) + likeness(i, j)});
      }
    }
  }
  void put(std::vector<TextPart>& out) {
    std::size_t i = 0, j = 0;
    while (i < removed_.size() || j < added_.size()) {
      const bool both = i < removed_.size() && j < added_.size();
      if (both && likeness(i, j) > 0 && best(i, j) == best(i + 1, j + 1) + likeness(i, j)) {
        for (auto& part : compare(removed_[i], added_[j])) add(out, part.what, std::move(part.text));
        ++i, ++j;
      } else if (j == added_.size() || (both && best(i, j) == best(i + 1, j))) {
        add(out, What::removed, joined(removed_[i++]));
      } else {
        add(out, What::added, joined(added_[j++]));
      }
    }
  }

 private:
  std::size_t& best(std::size_t i, std::size_t j) { return best_[i * width_ + j]; }
  // What two sentences have in common, if it is at least a third of the shorter one.
  std::size_t likeness(std::size_t i, std::size_t j) {
    const auto& a = removed_[i];
    const auto& b = added_[j];
    if ((a.size() + 1) * (b.size() + 1) > kMostCells / 100) return 0;
    const auto shared = known_.try_emplace({i, j}, 0);
    if (shared.second) shared.first->second = Common(a, b).at(0, 0);
    return shared.first->second * 3 >= std::min(whole(a), whole(b)) ? shared.first->second : 0;
  }
  static std::size_t whole(const Tokens& tokens) {
    std::size_t out = 0;
    for (const auto token : tokens) out += weight_of(token);
    return out;
  }

  std::size_t width_;
  std::vector<std::size_t> best_;
  std::vector<Tokens> removed_;
  std::vector<Tokens> added_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> known_;
};

void compare_sentences(const std::string& removed, const std::string& added, std::vector<TextPart>& out) {
  const auto before = sentences_of(removed), after = sentences_of(added);
  if (before.size() * after.size() > kMostPairs) {
    for (auto& part : compare(words_of(removed), words_of(added))) add(out, part.what, std::move(part.text));
  } else {
    Alignment(before, after).put(out);
  }
}

// The sentences that differ are compared by words.
std::vector<TextPart> refined(const std::vector<TextPart>& coarse) {
  std::vector<TextPart> out;
  Change change;
  const auto flush = [&] {
    if (!change.removed.empty() && !change.added.empty()) {
      compare_sentences(change.removed, change.added, out);
      change = {};
    }
    change.put(out);
  };
  for (const auto& part : coarse) {
    if (part.what == What::kept) {
      flush();
      add(out, What::kept, part.text);
    } else {
      (part.what == What::removed ? change.removed : change.added) += part.text;
    }
  }
  flush();
  return out;
}

// Short words that stayed between changes go with them, and what went stands before what came.
std::vector<TextPart> readable(const std::vector<TextPart>& parts) {
  std::vector<TextPart> out;
  Change change;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    const bool between = !change.removed.empty() || !change.added.empty();
    const bool swallowed = part.what == What::kept && between && i + 1 < parts.size() && part.text.size() < kShortestKept &&
                           part.text.find('\n') == std::string::npos;
    if (part.what == What::kept && !swallowed) {
      change.put(out);
      add(out, What::kept, part.text);
      continue;
    }
    if (part.what != What::added) change.removed += part.text;
    if (part.what != What::removed) change.added += part.text;
  }
  change.put(out);
  return out;
}

bool only_blanks(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_blank(static_cast<unsigned char>(c)); });
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_blank(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && is_blank(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return std::string(text);
}

// What stands now where the bytes from `begin` to `end` of the text before stood.
std::string in_place_of(const std::vector<TextPart>& parts, std::size_t begin, std::size_t end) {
  std::string out;
  std::size_t at = 0;  // in the text before
  bool touched = false;
  for (const auto& part : parts) {
    if (part.what == What::added) {
      // New words belong to the passage within it, and where they took the place of some of it.
      if ((at > begin && at < end) || touched) out += part.text;
      continue;
    }
    const auto first = std::max(begin, at), last = std::min(end, at + part.text.size());
    const bool overlaps = first < last;
    if (overlaps && part.what == What::kept) out += part.text.substr(first - at, last - first);
    touched = overlaps && part.what == What::removed;
    at += part.text.size();
  }
  return out;
}

std::vector<TextPart> exact(std::string_view before, std::string_view after) {
  return refined(compare(sentences_of(before), sentences_of(after)));
}

}  // namespace

std::vector<TextPart> difference(std::string_view before, std::string_view after) { return readable(exact(before, after)); }

Trace trace(std::string_view passage, std::string_view before, std::string_view after) {
  const auto begin = before.find(passage);
  if (passage.empty() || begin == std::string_view::npos) return {};
  const auto now = in_place_of(exact(before, after), begin, begin + passage.size());
  if (now == passage) return {.fate = PassageFate::stands, .now = {}};
  if (passage.size() >= kShortestMoved && after.contains(passage)) return {.fate = PassageFate::stands, .now = {}};
  if (only_blanks(now)) return {.fate = PassageFate::gone, .now = {}};
  return {.fate = PassageFate::changed, .now = trimmed(now)};
}

}  // namespace valise::sdk::forms
