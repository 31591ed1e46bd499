#include "cli/command_line.hpp"

#include <algorithm>

#include "cli/help.hpp"
#include "cli/path_options.hpp"

namespace valise::cli {
namespace {

constexpr const char* footer = R"(
Getting started:
  valise init                          make a profile on this computer
  valise enrol - --wait                enrol it with the invite of your security officer
  valise dir search --country KE       whom can I write to in Kenya?
  valise send ke-odpp/duty --subject "Preservation of a log" --urgent
  valise recv                          fetch messages and send what is queued
  valise inbox                         what is unread

`valise COMMAND --help` shows a command's options and examples.

Environment: VALISE_PROFILE (folder of the profile), NO_COLOR. The language is that of --language, else of the first of
VALISE_LANGUAGE, LC_ALL, LC_MESSAGES and LANG that is set.
Exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 locked or not authorised, 5 network (queued), 6 trust failure,
7 waited for in vain (`send --wait`), 8 another process holds the profile, 130 interrupted.
While valise-desk has the profile open, it does what commands ask for, without a passphrase.)";

}  // namespace

CommandLine::CommandLine() : app("End-to-end encrypted messages between central authorities.", "valise") {
  app.require_subcommand(1);
  app.fallthrough();  // global options may stand behind the command, too
  app.footer(footer);
  app.formatter(help_format());
  app.set_version_flag("--version", "valise " VALISE_VERSION);
  add_globals();
  for (auto* add : {add_init,      add_enrol,   add_sync,    add_dir,    add_send,    add_recv,       add_inbox,
                    add_read,      add_forward, add_permit,  add_edit,   add_retract, add_ack,        add_form,
                    add_room,      add_case,    add_channel, add_alert,  add_duty,    add_search,     add_verify_export,
                    add_retention, add_backup,  add_device,  add_status, add_doctor,  add_completion, add_manual}) {
    add(app, action);
  }
  point_to_commands(app, "valise");
}

void CommandLine::add_globals() {
  const auto duration = [](const std::string& text) {
    return parse_duration(text) ? std::string() : "not a time: " + text + " (try 30s or 2m)";
  };
  const char* group = "Global options";
  app.add_option("--profile", globals.profile,
                 "Folder of the profile (default: $VALISE_PROFILE, else valise/default in the data folder)")
      ->type_name("DIR")
      ->group(group);
  auto* file = app.add_option("--passphrase-file", globals.passphrase.file, "Read the passphrase from the first line of a file");
  file->type_name("FILE")->group(group);
  auto* descriptor =
      app.add_option("--passphrase-fd", globals.passphrase.descriptor, "Read the passphrase from an open descriptor");
  descriptor->type_name("N")->check(CLI::NonNegativeNumber)->excludes(file)->group(group);
  app.add_flag("--no-input", globals.passphrase.no_input, "Never ask anything")->group(group);
  app.add_flag("--json", globals.json, "Print JSON: one object, or one per line")->group(group);
  app.add_option("--timeout", timeout_, "Patience with the network, e.g. 30s or 2m")
      ->type_name("TIME")
      ->check(duration)
      ->group(group);
  app.add_option("--language", globals.language,
                 "Language of what is said: ar, en, es, fr, ru or zh (default: the environment's)")
      ->type_name("LANGUAGE")
      ->check(CLI::IsMember({"ar", "en", "es", "fr", "ru", "zh"}))
      ->group(group);
  app.add_flag("-q,--quiet", globals.quiet, "No notes and no progress")->group(group);
}

void CommandLine::paths_from(const std::filesystem::path& folder) { resolve_paths(app, folder); }

void CommandLine::parse(std::span<const std::string> arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
  app.parse(std::move(reversed));
  globals.timeout = parse_duration(timeout_);
}

const CLI::App& CommandLine::deepest() const {
  const auto* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

std::string CommandLine::command() const {
  std::string words = "valise";
  for (const auto* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    words += " " + at->get_name();
  }
  return words;
}

}  // namespace valise::cli
