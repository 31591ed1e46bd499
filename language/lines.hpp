// Lines: texts of the catalogue in the columns of a terminal or of a manual page, in every script.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/language.hpp"

namespace valise::language {

// columns gives how many columns of a terminal a text takes: East Asian wide characters two, combining and invisible ones none.
[[nodiscard]] std::size_t columns(std::string_view text);

// pieces cuts a text where a line may end: behind blanks, which stay with the piece before, and between the characters of
// scripts that write none. Commands in backticks and options stay whole, and no line begins or ends with a sign that may not.
// Isolates are left out; see `set_apart_runs`.
[[nodiscard]] std::vector<std::string> pieces(std::string_view text);

// wrapped gives the lines of a text, each at most `width` columns where its pieces allow it; line ends of the text stay.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

// set_apart_runs puts isolates around what is Latin in a line of a right-to-left language: `valise send`, "--room", "30s" keep
// their signs in place. The line of another language is given back as it is.
[[nodiscard]] std::string set_apart_runs(std::string_view line, Language language);

// set_beside gives a line as it stands behind an option or a command: as a whole in the direction of its language.
[[nodiscard]] std::string set_beside(std::string_view line, Language language);

}  // namespace valise::language
