// What can be said about the tree of commands as a whole: its manual page, and the completion scripts of shells.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "language/speaker.hpp"

namespace valise::cli {

// manual_page gives valise(1) in roff (man macros), in the speaker's language.
[[nodiscard]] std::string manual_page(const CLI::App& root, const language::Speaker& speaker);
// completion gives the script for "bash", "zsh" or "fish"; fish shows descriptions, in the speaker's language.
[[nodiscard]] std::string completion(const CLI::App& root, const std::string& shell, const language::Speaker& speaker);

}  // namespace valise::cli
