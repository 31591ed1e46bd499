// Offices: the kinds of authorities that a State has, with their names in the six UN languages and what they are competent for.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace valise::tests {

struct Competence {
  std::string_view convention, article, function;
};

struct Office {
  std::string_view id;  // "ke-" and this
  std::string_view en, fr, es, ar, ru, zh;
  std::array<Competence, 2> mandates;

  // name gives it in one of the six languages, English for any other.
  [[nodiscard]] constexpr std::string_view name(std::string_view language) const {
    if (language == "fr") return fr;
    if (language == "es") return es;
    if (language == "ar") return ar;
    if (language == "ru") return ru;
    if (language == "zh") return zh;
    return en;
  }
};

// offices gives them in the order in which States get them.
[[nodiscard]] std::span<const Office> offices();

}  // namespace valise::tests
