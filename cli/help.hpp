// How help texts are laid out.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

namespace valise::cli {

// help_format says of an option what it takes and whether it must be there; which options exclude each other and which values are
// allowed stands in the descriptions, in words.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_format();

// point_to_commands gives commands that only have commands below them a footer of their own, instead of the whole program's.
void point_to_commands(CLI::App& app, const std::string& path);

}  // namespace valise::cli
