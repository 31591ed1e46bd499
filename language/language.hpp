// The languages in which the programs speak to people: the six official ones of the United Nations.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace valise::language {

enum class Language { en, ar, zh, fr, ru, es };
inline constexpr std::array all_languages{Language::en, Language::ar, Language::zh, Language::fr, Language::ru, Language::es};

// code_of gives the BCP 47 tag: "en", "ar", "zh", "fr", "ru", "es".
[[nodiscard]] std::string_view code_of(Language language);
// own_name gives the language's name in itself: "français".
[[nodiscard]] std::string_view own_name(Language language);
// is_right_to_left is true for Arabic.
[[nodiscard]] constexpr bool is_right_to_left(Language language) { return language == Language::ar; }

// parse_language reads a tag or a POSIX locale ("fr", "zh-Hans", "ar_EG.UTF-8"); nothing for a language that is not ours.
[[nodiscard]] std::optional<Language> parse_language(std::string_view text);

// choose_language gives the language that the environment asks for: the first of VALISE_LANGUAGE, LC_ALL, LC_MESSAGES and LANG
// that is set and not empty decides, as in POSIX; English where it names a language that is not ours ("C", "de_DE"), or where
// none is set.
[[nodiscard]] Language choose_language(const std::function<std::optional<std::string>(const char* name)>& variable);

}  // namespace valise::language
