// The commands, one function per group. Each adds its subcommands to the program's parser; a command that was chosen leaves its
// outcome in Commands::outcome.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "keys/registrar/session.hpp"

namespace valise::registrar {

struct Commands {
  CLI::App& app;
  Session& session;
  base::Result<>& outcome;

  // group adds a word that needs a subcommand; command adds a command that runs `work`.
  [[nodiscard]] CLI::App& group(const std::string& name, const std::string& description) const;
  CLI::App& command(CLI::App& parent, const std::string& name, const std::string& description,
                    std::function<base::Result<>()> work) const;
  // making adds a command that makes a statement: its Options have a member `statement` (StatementOptions).
  template <class Options>
  std::pair<CLI::App&, Options&> making(CLI::App& parent, const std::string& name, const std::string& description,
                                        std::function<base::Result<>(Session&, const Options&)> run) const {
    auto options = std::make_shared<Options>();
    auto& out = command(parent, name, description,
                        [run = std::move(run), &session = session, options] { return run(session, *options); });
    options->statement.add_to(out);
    return {out, *options};
  }
};

void add_key_commands(const Commands& commands);
void add_registrar_commands(const Commands& commands);
void add_statement_commands(const Commands& commands);
void add_authority_commands(const Commands& commands);
void add_recovery_commands(const Commands& commands);
void add_proposal_commands(const Commands& commands);
void add_calendar_commands(const Commands& commands);
void add_network_commands(const Commands& commands);
void add_officer_commands(const Commands& commands);
void add_post_commands(const Commands& commands);
void add_roster_command(const Commands& commands, CLI::App& post_group);
void add_device_commands(const Commands& commands);
void add_directory_commands(const Commands& commands);
void add_log_commands(const Commands& commands);
void add_publish_command(const Commands& commands);

// run_registrar is the program: parses the arguments (without the program's name), runs, and gives the exit code.
[[nodiscard]] int run_registrar(const std::vector<std::string>& arguments, Environment& environment);

}  // namespace valise::registrar
