// Text from other people, made harmless for a terminal. A name, subject, message or file name may hold escape sequences that
// rewrite the screen or the window title, or direction marks that show "exe.pdf" for "fdp.exe". Nothing written by a peer reaches
// the terminal except through these functions.
#pragma once

#include <string>
#include <string_view>

namespace valise::cli {

// terminal_line gives text for one line: control characters and broken UTF-8 become U+FFFD, line ends and tabs a space, and
// invisible direction, tag and annotation characters are left out. Joiners stay: Persian and Indic scripts need them.
[[nodiscard]] std::string terminal_line(std::string_view text);

// terminal_block is the same for text of several lines: line ends stay (CR LF and the Unicode ones become LF), and every line
// starts with `indent`, so that no line of a message can pass for a line of this program.
[[nodiscard]] std::string terminal_block(std::string_view text, std::string_view indent);

// escaped_json writes what is dangerous on a terminal as \uXXXX, which means the same to a JSON reader, and broken UTF-8 as
// U+FFFD. `json` is serialised JSON, where such characters stand in strings only.
[[nodiscard]] std::string escaped_json(std::string_view json);

// first_columns gives what fits into `columns` of a terminal, with "…" in the last one where something was cut off. East Asian
// wide characters and emoji take two. `text` is valid UTF-8.
[[nodiscard]] std::string first_columns(std::string_view text, std::size_t columns);

}  // namespace valise::cli
