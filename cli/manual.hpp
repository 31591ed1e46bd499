// What can be said about the tree of commands as a whole: its manual page, and the completion scripts of shells.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace valise::cli {

// manual_page gives valise(1) in roff (man macros).
[[nodiscard]] std::string manual_page(const CLI::App& root);
// completion gives the script for "bash", "zsh" or "fish".
[[nodiscard]] std::string completion(const CLI::App& root, const std::string& shell);

}  // namespace valise::cli
