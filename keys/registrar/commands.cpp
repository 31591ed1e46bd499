#include "keys/registrar/commands.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "keys/registrar/run.hpp"

namespace valise::registrar {
namespace {

Path default_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') return Path(data) / "valise-registrar";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return Path(home) / ".local/share/valise-registrar";
  return ".";
}

void add_all(const Commands& commands) {
  add_key_commands(commands);
  add_registrar_commands(commands);
  add_statement_commands(commands);
  add_authority_commands(commands);
  add_recovery_commands(commands);
  add_proposal_commands(commands);
  add_calendar_commands(commands);
  add_network_commands(commands);
  add_officer_commands(commands);
  add_post_commands(commands);
  add_device_commands(commands);
  add_directory_commands(commands);
  add_log_commands(commands);
  add_publish_command(commands);
}

}  // namespace

CLI::App& Commands::group(const std::string& name, const std::string& description) const {
  auto& out = *app.add_subcommand(name, description);
  out.require_subcommand(1);
  return out;
}

CLI::App& Commands::command(CLI::App& parent, const std::string& name, const std::string& description,
                            std::function<base::Result<>()> work) const {
  auto& out = *parent.add_subcommand(name, description);
  out.callback([work = std::move(work), &outcome = outcome] { outcome = work(); });
  return out;
}

Ran run_command(const std::vector<std::string>& arguments, Environment& environment) {
  CLI::App app{"Keys and statements of a Valise directory: key ceremonies, authorities, officers, devices.", "valise-registrar"};
  Session session(environment);
  base::Result<> outcome;
  bool use_json = false;
  session.folder = default_folder();
  app.add_option("--dir", session.folder, "Folder with the verified copy of the directory")->envname("VALISE_REGISTRAR_DIR");
  app.add_flag("--json", use_json, "Print JSON, one object per line");
  app.add_flag("-y,--yes", session.yes, "Do not ask for confirmation");
  app.parse_complete_callback([&] { session.output().use_json(use_json); });
  app.require_subcommand(1);
  app.fallthrough();
  add_all({app, session, outcome});

  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, environment.out, environment.err);
    return {.code = code == 0 ? 0 : static_cast<int>(ExitCode::usage), .error = std::nullopt};
  }
  if (outcome) return {};
  session.output().note("valise-registrar: " + outcome.error().message());
  const auto code = static_cast<int>(exit_code(outcome.error()));
  return {.code = code, .error = std::move(outcome.error())};
}

int run_registrar(const std::vector<std::string>& arguments, Environment& environment) {
  return run_command(arguments, environment).code;
}

}  // namespace valise::registrar
