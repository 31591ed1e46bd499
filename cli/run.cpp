#include "cli/run.hpp"

#include <algorithm>
#include <exception>

#include "cli/command_line.hpp"
#include "cli/problem.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

ExitCode report(Output& output, const Error& error) {
  output.error(error);
  return exit_code_of(error.kind);
}

ExitCode perform(const CommandLine& line, const Environment& environment, Output& output) {
  Session session(environment, line.globals, output, line.command());
  const auto outcome = line.action(session);
  if (!outcome) return report(output, outcome.error());
  if (!output.written()) return report(output, problem(ErrorKind::failed, "session.output_failed"));
  return *outcome;
}

// refused answers --help and --version, and explains what is wrong with the arguments otherwise. Whether JSON is wanted is looked
// up in the arguments themselves, because parsing ended before its end.
ExitCode refused(const CommandLine& line, const CLI::ParseError& refusal, std::span<const std::string> arguments,
                 const Environment& environment) {
  if (refusal.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    line.app.exit(refusal, environment.out, environment.err);
    return ExitCode::ok;
  }
  Output output(environment, std::ranges::find(arguments, "--json") != arguments.end(), false);
  std::string help = line.command();
  return report(output, {ErrorKind::usage, refusal.what(), "See: " + help + " --help"});
}

}  // namespace

ExitCode run(std::span<const std::string> arguments, const Environment& environment) {
  CommandLine line;
  try {
    line.parse(arguments);
  } catch (const CLI::ParseError& refusal) {
    return refused(line, refusal, arguments, environment);
  }
  Output output(environment, line.globals.json, line.globals.quiet, language_of(line.globals, environment));
  try {
    return perform(line, environment, output);
  } catch (const std::exception& bug) {
    return report(output, problem(ErrorKind::failed, "session.internal_error", {{"detail", bug.what()}}));
  }
}

}  // namespace valise::cli
