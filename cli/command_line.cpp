#include "cli/command_line.hpp"

#include <algorithm>

#include "cli/path_options.hpp"

namespace valise::cli {
namespace {

constexpr const char* first_steps = R"(
valise init  # help.valise.example.init
valise enrol - --wait  # help.valise.example.enrol
valise dir search --country KE  # help.valise.example.search
valise send ke-odpp/duty --subject "Preservation of a log" --urgent
valise recv  # help.valise.example.recv
valise inbox  # help.valise.example.inbox)";

}  // namespace

CommandLine::CommandLine() : app("", "valise") {
  app.require_subcommand(1);
  app.fallthrough();        // global options may stand behind the command, too
  app.footer(first_steps);  // the rest of the help is in the catalogue: help.hpp
  app.set_version_flag("--version", "valise " VALISE_VERSION);
  add_globals();
  for (auto* add : {add_init,      add_enrol,   add_sync,    add_dir,    add_send,    add_recv,       add_inbox,
                    add_read,      add_forward, add_permit,  add_edit,   add_retract, add_ack,        add_form,
                    add_room,      add_case,    add_channel, add_alert,  add_duty,    add_search,     add_verify_export,
                    add_retention, add_backup,  add_device,  add_status, add_doctor,  add_completion, add_manual}) {
    add(app, action);
  }
}

void CommandLine::add_globals() {
  const auto duration = [](const std::string& text) { return std::string(parse_duration(text) ? "" : "usage.bad_time"); };
  const char* group = "help.word.global_options";
  app.add_option("--profile", globals.profile)->type_name("DIR")->group(group);
  auto* file = app.add_option("--passphrase-file", globals.passphrase.file);
  file->type_name("FILE")->group(group);
  auto* descriptor = app.add_option("--passphrase-fd", globals.passphrase.descriptor);
  descriptor->type_name("N")->check(CLI::NonNegativeNumber)->excludes(file)->group(group);
  app.add_flag("--no-input", globals.passphrase.no_input)->group(group);
  app.add_flag("--json", globals.json)->group(group);
  app.add_option("--timeout", timeout_)->type_name("TIME")->check(duration)->group(group);
  app.add_option("--language", globals.language)
      ->type_name("LANGUAGE")
      ->check(CLI::IsMember({"ar", "en", "es", "fr", "ru", "zh"}))
      ->group(group);
  app.add_flag("-q,--quiet", globals.quiet)->group(group);
}

void CommandLine::paths_from(const std::filesystem::path& folder) { resolve_paths(app, folder); }

void CommandLine::parse(std::span<const std::string> arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
  app.parse(std::move(reversed));
  globals.timeout = parse_duration(timeout_);
}

Globals CommandLine::globals_so_far() const {
  auto out = globals;
  if (const auto typed = app.get_option("--language")->results(); !typed.empty()) out.language = typed.back();
  return out;
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
