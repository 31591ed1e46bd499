// Countries of ISO 3166-1 (a table generated from iso-codes, countries.inc) and languages of BCP 47 (ICU).
#pragma once

#include <string>
#include <string_view>

namespace valise::records {

// is_country tells whether a text is an alpha-2 code of ISO 3166-1, in capitals.
[[nodiscard]] bool is_country(std::string_view code);
// country_name gives a country's name in a language, English where ICU has none in it; empty for an unknown code.
[[nodiscard]] std::string country_name(std::string_view code, std::string_view language);

// is_known_language tells whether a text is a well-formed BCP 47 tag whose language, script and region exist: "fr", "zh-Hant",
// "es-419".
[[nodiscard]] bool is_known_language(std::string_view tag);

}  // namespace valise::records
