#include "cli/run.hpp"

#include <algorithm>
#include <exception>
#include <numeric>

#include "cli/at_desk.hpp"
#include "cli/command_line.hpp"
#include "cli/help.hpp"
#include "cli/place.hpp"
#include "cli/problem.hpp"
#include "cli/terminal_text.hpp"
#include "cli/usage_problem.hpp"

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

// elsewhere has the command done by the desk that has the profile open, and says no where it must not run in one; nothing: it is
// to run here.
std::optional<ExitCode> elsewhere(const CommandLine& line, std::span<const std::string> arguments, const Environment& environment,
                                  Output& output) {
  const Place place = place_of(line.command());
  if (environment.client != nullptr && place == Place::alone) {
    return report(output, problem(ErrorKind::busy, "session.desk_alone", {{"command", line.command()}}));
  }
  if (environment.client != nullptr || !environment.at_desk || place == Place::here) return std::nullopt;
  const auto profile = Session(environment, line.globals, output, line.command()).profile();
  if (!profile) return std::nullopt;  // the command says so
  return environment.at_desk({*profile, arguments, line.globals, environment, output});
}

// How many characters have to be put in, taken out or changed to make one word of another.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto corner = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto changed = corner + (a[i] == b[j] ? 0 : 1);
      corner = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row.back();
}

// unknown_command explains a word that stands where a command is expected; nothing where there is none.
std::optional<Error> unknown_command(const CommandLine& line) {
  const auto words = line.app.remaining(true);
  const auto word = std::ranges::find_if(words, [](const std::string& text) { return !text.starts_with('-'); });
  const auto commands = line.deepest().get_subcommands({});
  if (word == words.end() || commands.empty()) return std::nullopt;
  const auto far = [&](const CLI::App* command) { return distance(*word, command->get_name()); };
  const auto* nearest = *std::ranges::min_element(commands, {}, far);
  return problem(ErrorKind::usage, far(nearest) > 2 ? "session.unknown_command" : "session.mistyped_command",
                 {{"command", line.command() + " " + terminal_line(*word)},
                  {"group", line.command()},
                  {"nearest", line.command() + " " + nearest->get_name()}});
}

// refused answers --help and --version, and explains what is wrong with the arguments otherwise. Whether JSON is wanted is looked
// up in the arguments themselves, because parsing ended before its end.
ExitCode refused(const CommandLine& line, const CLI::ParseError& refusal, std::span<const std::string> arguments,
                 const Environment& environment) {
  const auto language = language_of(line.globals_so_far(), environment);
  if (dynamic_cast<const CLI::CallForHelp*>(&refusal) != nullptr) {
    environment.out << help_page(line.deepest(), language::Speaker(language), environment.width) << std::flush;
    return ExitCode::ok;
  }
  if (refusal.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    line.app.exit(refusal, environment.out, environment.err);
    return ExitCode::ok;
  }
  Output output(environment, std::ranges::find(arguments, "--json") != arguments.end(), false, language);
  return report(output, unknown_command(line).value_or(usage_problem(refusal, line.deepest())));
}

}  // namespace

ExitCode run(std::span<const std::string> arguments, const Environment& environment) {
  CommandLine line;
  if (!environment.folder.empty()) line.paths_from(environment.folder);
  try {
    line.parse(arguments);
  } catch (const CLI::ParseError& refusal) {
    return refused(line, refusal, arguments, environment);
  }
  Output output(environment, line.globals.json, line.globals.quiet, language_of(line.globals, environment));
  try {
    if (const auto code = elsewhere(line, arguments, environment, output)) return *code;
    return perform(line, environment, output);
  } catch (const std::exception& bug) {
    return report(output, problem(ErrorKind::failed, "session.internal_error", {{"detail", bug.what()}}));
  }
}

}  // namespace valise::cli
