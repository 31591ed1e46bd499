// Label: a purpose or kind that is written in the source, never read from a peer. It separates uses of keys.
#pragma once

#include <string_view>

namespace valise::crypto {

// Label takes a string literal of lower-case letters, digits, blanks and hyphens, 1 to 64 of them; anything else does not
// compile.
class Label {
 public:
  template <std::size_t N>
  consteval Label(const char (&text)[N]) : text_(text, N - 1) {  // NOLINT: implicit, so that a literal will do
    if (!acceptable(text_)) throw "a label is 1 to 64 lower-case letters, digits, hyphens and inner blanks";
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }
  friend constexpr bool operator==(Label, Label) = default;

  [[nodiscard]] static constexpr bool acceptable(std::string_view text) {
    if (text.empty() || text.size() > 64 || text.front() == ' ' || text.back() == ' ') return false;
    for (char c : text) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' || c == '-')) return false;
    }
    return true;
  }

 private:
  std::string_view text_;
};

}  // namespace valise::crypto
