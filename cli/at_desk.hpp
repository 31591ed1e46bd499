// at_desk: the command done by the desk that has the profile open (docs/design/0033-local-socket.md). This process lends it its
// streams, its terminal for prompts, and its signals.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "cli/environment.hpp"
#include "cli/exit_code.hpp"
#include "cli/globals.hpp"
#include "cli/output.hpp"

namespace valise::cli {

struct DeskCall {
  std::filesystem::path profile;  // its folder
  std::span<const std::string> arguments;
  const Globals& globals;
  const Environment& environment;
  Output& output;
};

// at_desk gives the exit code, or nothing where the command is to run in this process: no desk answers, or it is locked and the
// passphrase can be had here.
[[nodiscard]] std::optional<ExitCode> at_desk(const DeskCall& call);

}  // namespace valise::cli
