#include "language/language.hpp"

#include <algorithm>

namespace valise::language {

std::string_view code_of(Language language) {
  switch (language) {
    case Language::en: return "en";
    case Language::ar: return "ar";
    case Language::zh: return "zh";
    case Language::fr: return "fr";
    case Language::ru: return "ru";
    case Language::es: return "es";
  }
  return "en";
}

std::string_view own_name(Language language) {
  switch (language) {
    case Language::en: return "English";
    case Language::ar: return "العربية";
    case Language::zh: return "中文";
    case Language::fr: return "français";
    case Language::ru: return "русский";
    case Language::es: return "español";
  }
  return "English";
}

std::optional<Language> parse_language(std::string_view text) {
  const auto primary = text.substr(0, std::min(text.find_first_of("-_.@"), text.size()));
  const auto found = std::ranges::find_if(all_languages, [&](Language l) {
    return std::ranges::equal(primary, code_of(l), [](char typed, char code) { return (typed | 0x20) == code; });
  });
  return found == all_languages.end() ? std::nullopt : std::optional(*found);
}

Language choose_language(const std::function<std::optional<std::string>(const char* name)>& variable) {
  for (const char* name : {"VALISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto value = variable(name); value && !value->empty()) return parse_language(*value).value_or(Language::en);
  }
  return Language::en;
}

}  // namespace valise::language
