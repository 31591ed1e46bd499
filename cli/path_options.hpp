// Paths on the command line of somebody else: of a command that runs in the desk, relative to where the person typed it.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>

namespace valise::cli {

// resolve_paths makes all options of `app` and its commands that name files or folders absolute when they are parsed, starting
// from `folder`. What is neither file nor folder (a pipe, /dev/fd/63) is refused: it is another thing in another process.
void resolve_paths(CLI::App& app, const std::filesystem::path& folder);

}  // namespace valise::cli
