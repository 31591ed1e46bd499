// The catalogue: every text that programs say to people, in all languages, as catalogue/*.json gave it when the program was
// built.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "language/language.hpp"

namespace valise::language {

// Plural categories of CLDR. A text without a plural has only `other`.
enum class Category { zero, one, two, few, many, other };
inline constexpr std::array<std::string_view, 6> category_names{"zero", "one", "two", "few", "many", "other"};

// Forms holds a text in one language, by category; null where there is none.
using Forms = std::array<const char*, category_names.size()>;

struct Entry {
  const char* id;      // "send.queued": the part before the first dot is the area, and names the file
  const char* plural;  // the parameter that decides the form, or ""
  std::array<Forms, all_languages.size()> texts;

  // form gives the text of a category, else that of `other`; null if the language is missing.
  [[nodiscard]] const char* form(Language language, Category category) const;
};

// catalogue gives all entries, ordered by id.
[[nodiscard]] std::span<const Entry> catalogue();
// find gives the entry of an id, or null.
[[nodiscard]] const Entry* find(std::string_view id);

}  // namespace valise::language
