// Texts inside statements: UTF-8 and what may stand in a text that is shown to people. Part of the rules of replay, so the
// answers depend on the bytes only, never on a locale or a Unicode version.
#pragma once

#include <string_view>

namespace valise::directory {

// is_space: Unicode's White_Space.
[[nodiscard]] bool is_space(char32_t c);

// is_line tells whether a text is valid UTF-8 without control characters and without direction overrides, which can make a name
// look like another one.
[[nodiscard]] bool is_line(std::string_view text);
// is_paragraphs is is_line, with line feeds and tabs allowed.
[[nodiscard]] bool is_paragraphs(std::string_view text);
// is_language tells whether a text has the shape of a BCP 47 tag: "fr", "zh-Hant", "es-419".
[[nodiscard]] bool is_language(std::string_view text);
// is_date tells whether a text is a date of the calendar, YYYY-MM-DD.
[[nodiscard]] bool is_date(std::string_view text);
// is_host_port tells whether a text is host:port, with a DNS name, an IPv4 address or an IPv6 address in brackets.
[[nodiscard]] bool is_host_port(std::string_view text);

}  // namespace valise::directory
