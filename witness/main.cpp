// valise-witness: cosigns the heads of directory logs. Options only; what the commands do is in commands.cpp.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "keys/crypto/process.hpp"
#include "witness/commands.hpp"

namespace {

namespace witness = valise::witness;

int run(int argc, char** argv) {
  CLI::App program("Witness of directory logs: signs a head only if it extends every head that it signed before.",
                   "valise-witness");
  program.require_subcommand(1);
  witness::Config config;
  std::string data_dir;
  std::string file = "/etc/valise/witness.toml";

  auto* init = program.add_subcommand("init", "make the data folder, keys and configuration of a new witness");
  init->add_option("--data-dir", data_dir, "folder for keys, configuration and heads; absolute")->required();
  init->add_option("--name", config.name, "name of the witness, e.g. witness.example/w1")->required();
  init->add_option("--listen", config.listen, "numeric address and port to listen on")->capture_default_str();
  init->add_option("--log", config.logs,
                   "verifier key of a log (repeatable): 'valise-registrar directory show' prints it as log_key")
      ->required()
      ->allow_extra_args(false);
  auto* serve = program.add_subcommand("run", "serve until SIGTERM or SIGINT");
  auto* show = program.add_subcommand("show-key", "print verifier key (for the registrar) and TLS pin (for the relay)");
  for (auto* command : {serve, show}) {
    command->add_option("--config,-c", file, "configuration file")->envname("VALISE_WITNESS_CONFIG")->capture_default_str();
  }

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }
  config.data_dir = data_dir;
  const witness::Streams streams{.out = std::cout, .err = std::cerr};
  if (init->parsed()) return witness::init_command(config, streams);
  return serve->parsed() ? witness::run_command(file, streams) : witness::show_key_command(file, streams);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (const auto hardened = valise::crypto::harden_process(); !hardened) {
      std::cerr << "valise-witness: " << hardened.error().message() << '\n';
      return EXIT_FAILURE;
    }
    return run(argc, argv);
  } catch (const std::exception&) {
    std::cerr << "valise-witness: stopped by a defect or lack of memory\n";
    return EXIT_FAILURE;
  }
}
