// valise-audit: verifies a directory log on its own, without the client's code. Options only; see commands.hpp.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "audit/commands.hpp"

namespace {

namespace audit = valise::audit;

int run(int argc, char** argv) {
  CLI::App program("Verifies a directory log from its files: every signature, the tree, the head, the witnesses.",
                   "valise-audit");
  program.require_subcommand(1);
  bool use_json = false;
  program.add_flag("--json", use_json, "print JSON, one object per line");
  program.fallthrough();

  audit::LogOptions options;
  auto* log = program.add_subcommand("log", "verify a whole log");
  log->add_option("SOURCE", options.source, "folder ('valise-registrar log export-files'), or https://host:port/v1/directory")
      ->required();
  log->add_option("--pin", options.pin, "TLS pin of the server, 64 hexadecimal digits");
  log->add_option("--token-file", options.token_file, "file with the bearer token, where the directory is not public");
  log->add_option("--directory-id", options.directory_id, "the directory that it must be");
  log->add_option("--since", options.since,
                  "an earlier head (checkpoint file, or size:root): check that the log extends it, and show what changed");
  std::string file;
  auto* proof = program.add_subcommand("proof", "check a proof of 'valise-registrar --json log prove'");
  proof->add_option("FILE", file, "the proof")->required();

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }
  const audit::Streams streams{.out = std::cout, .err = std::cerr, .json = use_json};
  return proof->parsed() ? audit::audit_proof_command(file, streams) : audit::audit_log_command(options, streams);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception&) {
    std::cerr << "valise-audit: stopped by a defect or lack of memory\n";
    return EXIT_FAILURE;
  }
}
