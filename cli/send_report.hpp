// What became of something that was to be sent, as every command that sends reports it.
#pragma once

#include "cli/session.hpp"

namespace valise::cli {

// show_report prints a SendReport: the object `send`, or lines for people with a warning where it is queued only.
void show_report(Session& session, const SendReport& report);

// exit_code_of tells sent from queued.
[[nodiscard]] ExitCode exit_code_of(const SendReport& report);

// reported does both, or passes the error on.
[[nodiscard]] Result<ExitCode> reported(Session& session, const Result<SendReport>& report);

}  // namespace valise::cli
