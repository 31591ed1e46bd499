// Names and label values of metrics: literals of this source, checked when it is compiled. There is no way to make one of a text
// that came from a peer, an id of a device or person, an address or a file, so none of these can get into what is exposed.
#pragma once

#include <string_view>

namespace valise::server::metrics {

// Name is that of a metric or label: [a-z][a-z0-9_]*.
class Name {
 public:
  template <std::size_t N>
  consteval Name(const char (&text)[N]) : text_(text, N - 1) {  // NOLINT: implicit, so that a literal will do
    if (!acceptable(text_)) throw "a name is a lower-case letter, then lower-case letters, digits and underscores";
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

  [[nodiscard]] static constexpr bool acceptable(std::string_view text) {
    if (text.empty() || text.front() < 'a' || text.front() > 'z') return false;
    for (const char c : text) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
  }

 private:
  std::string_view text_;
};

// Word is a label's value or a line of help: printable ASCII without quotes and backslashes, so that nothing needs escaping.
class Word {
 public:
  template <std::size_t N>
  consteval Word(const char (&text)[N]) : text_(text, N - 1) {  // NOLINT: implicit, so that a literal will do
    if (!acceptable(text_)) throw "a word is printable ASCII without quotes and backslashes";
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

  [[nodiscard]] static constexpr bool acceptable(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
    }
    return true;
  }

 private:
  std::string_view text_;
};

struct Label {
  Name name;
  Word value;
};

}  // namespace valise::server::metrics
