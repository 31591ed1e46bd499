// Asking for a passphrase at the controlling terminal, whatever standard input and output are connected to.
#pragma once

#include "cli/passphrase.hpp"

namespace valise::cli {

// ask_at_terminal writes the prompt to /dev/tty and reads a line from there without echo. The echo comes back even when the
// person interrupts, which ends the process as SIGINT does. not_authorised if there is no terminal.
[[nodiscard]] Result<Passphrase> ask_at_terminal(std::string_view prompt);

}  // namespace valise::cli
