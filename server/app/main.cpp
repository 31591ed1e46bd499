// valised: the relay. Options only; what the commands do is in commands.cpp.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "keys/crypto/process.hpp"
#include "server/app/commands.hpp"

namespace {

namespace app = valise::server::app;

constexpr int kUsage = 2;

// CLI11 has many codes for usage errors; we have one.
int parse_failed(const CLI::App& program, const CLI::ParseError& error) {
  const int code = program.exit(error);
  return code == 0 ? 0 : kUsage;
}

struct Options {
  std::string config = "/etc/valise/valised.toml";
  bool json = false;
  app::InitOptions init{.listen = "127.0.0.1:8443", .operation_listen = "off"};
  std::string data_dir;
  std::vector<std::string> statements;
  std::string target, into, database_key, keys;
  app::BackupOptions backup;
};

CLI::App* add_command(CLI::App& program, Options& options, const char* name, const char* description) {
  auto* command = program.add_subcommand(name, description);
  command->add_flag("--json", options.json, "print JSON");
  return command;
}

CLI::App* add_configured(CLI::App& program, Options& options, const char* name, const char* description) {
  auto* command = add_command(program, options, name, description);
  command->add_option("--config,-c", options.config, "configuration file")->envname("VALISE_RELAY_CONFIG")->capture_default_str();
  return command;
}

int run(int argc, char** argv) {
  CLI::App program("Relay of Valise: stores and forwards what it cannot read, and serves the directory log.", "valised");
  program.require_subcommand(1);
  Options options;

  auto* init = add_command(program, options, "init", "make the data folder, keys and configuration of a new relay");
  init->add_option("--data-dir", options.data_dir, "folder for keys, configuration and data")->required();
  init->add_option("--listen", options.init.listen, "numeric address and port to listen on")->capture_default_str();
  init->add_option("--name", options.init.name, "name of the relay in the directory, e.g. vienna-1")->required();
  init->add_option("--origin", options.init.origin, "origin of the directory log, e.g. valise.example/directory")->required();
  init->add_option("--announce", options.init.announce, "host:port as clients reach it, if that differs from --listen");

  init->add_option("--operation-listen", options.init.operation_listen,
                   "address for metrics and health, e.g. 127.0.0.1:9464 (plain HTTP), or off")
      ->capture_default_str();

  auto* import = add_configured(program, options, "import-directory", "write the first statements into the empty log (offline)");
  import->add_option("statements", options.statements, "signed statements, the genesis first")->required();
  auto* serve = add_configured(program, options, "run", "serve until SIGTERM or SIGINT");
  auto* check = add_configured(program, options, "check-config", "check the configuration without any side effect");
  auto* show = add_configured(program, options, "show-config", "print the configuration in force (it holds no secrets)");
  auto* health = add_configured(program, options, "healthcheck", "ask the running relay whether it serves, as itself and ready");
  auto* backup = add_configured(program, options, "backup", "copy the relay, running or not, into a new folder");
  backup->add_option("target", options.target, "folder to be made");
  backup->add_option("--into", options.into, "instead: folder in which the backup gets a name by its time");
  backup->add_option("--keep", options.backup.keep, "with --into: how many stay, 0 for all")->capture_default_str();
  backup->add_flag("--with-keys", options.backup.with_keys, "include TLS key, log key and database key");
  auto* verify =
      add_configured(program, options, "verify-backup", "read everything in a backup and say whether it can be restored");
  verify->add_option("backup", options.target, "folder of the backup")->required();
  verify->add_option("--database-key", options.database_key, "key file; default: the backup's, else the configuration's");
  auto* restore = add_command(program, options, "restore", "make a data folder of a backup");
  restore->add_option("backup", options.target, "folder of the backup")->required();
  restore->add_option("--data-dir", options.data_dir, "folder that is missing or empty")->required();
  restore->add_option("--keys", options.keys, "folder with tls.key, log.key and database.key, if the backup has none");
  auto* rekey = add_configured(program, options, "rekey", "put both databases under a new key (offline)");
  auto* audit_log = program.add_subcommand("audit-log", "what operators did");
  audit_log->require_subcommand(1);
  auto* audit = audit_log->add_subcommand("verify", "follow the chain of hashes and name the first line that was changed");
  audit->add_flag("--json", options.json, "print JSON");
  audit->add_option("--config,-c", options.config, "configuration file")->envname("VALISE_RELAY_CONFIG")->capture_default_str();

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parse_failed(program, error);
  }
  const app::Streams streams{.out = std::cout, .err = std::cerr, .json = options.json};
  options.init.data_dir = options.data_dir;
  const std::vector<std::filesystem::path> statements(options.statements.begin(), options.statements.end());
  if (init->parsed()) return app::init_command(options.init, streams);
  if (import->parsed()) return app::import_command(options.config, statements, streams);
  if (serve->parsed()) return app::run_command(options.config, streams);
  if (check->parsed()) return app::check_config_command(options.config, streams);
  if (show->parsed()) return app::show_config_command(options.config, streams);
  if (health->parsed()) return app::healthcheck_command(options.config, streams);
  options.backup.target = options.target;
  options.backup.into = options.into;
  if (backup->parsed()) return app::backup_command(options.config, options.backup, streams);
  if (verify->parsed()) return app::verify_backup_command(options.config, options.target, options.database_key, streams);
  if (restore->parsed()) {
    return app::restore_command({.backup = options.target, .data_dir = options.data_dir, .keys = options.keys}, streams);
  }
  if (rekey->parsed()) return app::rekey_command(options.config, streams);
  if (audit->parsed()) return app::verify_audit_command(options.config, streams);
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (const auto hardened = valise::crypto::harden_process(); !hardened) {
      std::cerr << "valised: " << hardened.error().message() << '\n';
      return EXIT_FAILURE;
    }
    return run(argc, argv);
  } catch (const std::exception&) {
    std::cerr << "valised: stopped by a defect or lack of memory\n";
    return EXIT_FAILURE;
  }
}
