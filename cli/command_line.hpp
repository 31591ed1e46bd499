// The command line: which commands and options there are, and what was chosen. Parsing has no side effects.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "cli/exit_code.hpp"
#include "cli/globals.hpp"
#include "cli/problem.hpp"
#include "cli/session.hpp"
#include "valise/forms.hpp"

namespace valise::cli {

// What a command does, once its arguments are known.
using Action = std::function<Result<ExitCode>(Session&)>;

class CommandLine {
 public:
  CommandLine();

  // paths_from makes relative paths start from an absolute folder instead of the process's (path_options.hpp).
  void paths_from(const std::filesystem::path& folder);
  // parse takes the arguments without the program's name. It throws CLI::ParseError (also for --help and --version).
  void parse(std::span<const std::string> arguments);

  CLI::App app;
  Globals globals;
  Action action;
  // globals_so_far gives as much of them as is needed to tell what is wrong: a refusal may come before they are set.
  [[nodiscard]] Globals globals_so_far() const;
  // command gives the words of the chosen command: "valise dir show".
  [[nodiscard]] std::string command() const;
  // deepest gives the innermost command that was named.
  [[nodiscard]] const CLI::App& deepest() const;

 private:
  void add_globals();
  std::string timeout_;
};

// Each command file registers itself: options, help with examples, and what to do when it is chosen.
void add_init(CLI::App& parent, Action& action);
void add_enrol(CLI::App& parent, Action& action);
void add_sync(CLI::App& parent, Action& action);
void add_dir(CLI::App& parent, Action& action);
void add_send(CLI::App& parent, Action& action);
void add_inbox(CLI::App& parent, Action& action);
void add_ack(CLI::App& parent, Action& action);
void add_form(CLI::App& parent, Action& action);
void add_read(CLI::App& parent, Action& action);
void add_forward(CLI::App& parent, Action& action);
void add_permit(CLI::App& parent, Action& action);
void add_edit(CLI::App& parent, Action& action);
void add_retract(CLI::App& parent, Action& action);
void add_recv(CLI::App& parent, Action& action);
void add_alert(CLI::App& parent, Action& action);
void add_channel(CLI::App& parent, Action& action);
void add_duty(CLI::App& parent, Action& action);
void add_room(CLI::App& parent, Action& action);
void add_case(CLI::App& parent, Action& action);
void add_status(CLI::App& parent, Action& action);
void add_doctor(CLI::App& parent, Action& action);
void add_room_export(CLI::App& room, Action& action);
void add_verify_export(CLI::App& parent, Action& action);
void add_search(CLI::App& parent, Action& action);
void add_retention(CLI::App& parent, Action& action);
void add_backup(CLI::App& parent, Action& action);
void add_device(CLI::App& parent, Action& action);
void add_completion(CLI::App& parent, Action& action);
void add_manual(CLI::App& parent, Action& action);

// warn_of_urgency tells who writes in a hurry, before anything is sent, until when an answer is asked for where the draft does
// not say, and who cannot be called now (channel_command.cpp). Nothing for what is routine.
void warn_of_urgency(Session& session, Client& client, const Draft& draft);
void warn_of_urgency(Session& session, Client& client, const FormDraft& draft);

// on_chosen makes `run(session, arguments)` the action when `command` is on the command line.
template <class Arguments>
void on_chosen(CLI::App* command, Action& action, std::shared_ptr<Arguments> arguments,
               Result<ExitCode> (*run)(Session&, const Arguments&)) {
  command->callback(
      [&action, arguments, run] { action = [arguments, run](Session& session) { return run(session, *arguments); }; });
}
inline void on_chosen(CLI::App* command, Action& action, Result<ExitCode> (*run)(Session&)) {
  command->callback([&action, run] { action = run; });
}

// usage_error is the Result of an argument that makes no sense. New texts come from the catalogue: see problem.hpp.
[[nodiscard]] inline std::unexpected<Error> usage_error(std::string message, std::string advice) {
  return std::unexpected(Error{ErrorKind::usage, std::move(message), std::move(advice)});
}

}  // namespace valise::cli
