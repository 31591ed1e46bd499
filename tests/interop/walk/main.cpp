// mls_walk: random walks over implementations of MLS that speak the line protocol (tests/interop/README.md).
#include <signal.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "tests/interop/walk/walk.hpp"

namespace {

// our_peer is the command of the mls_peer beside this program.
std::string our_peer(const char* self) {
  return (std::filesystem::absolute(self).parent_path() / "mls_peer").string() + " --seed {seed}";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace valise::interop;
  ::signal(SIGPIPE, SIG_IGN);  // a peer that is gone is a failure of the writing call
  WalkOptions options;
  std::uint64_t walks = 1;
  std::string transcripts;
  CLI::App app("Random walks over implementations of MLS that speak the line protocol");
  app.add_option("--peer", options.commands,
                 "Command of a peer, repeated; {seed} in it is replaced (default: two of Valise's own)")
      ->allow_extra_args(false);
  app.add_option("--seed", options.seed, "Seed of the first walk")->capture_default_str();
  app.add_option("--walks", walks, "How many walks, with this seed and those after it")->capture_default_str();
  app.add_option("--steps", options.steps, "Steps of each walk")->capture_default_str();
  app.add_option("--members", options.members, "Most members of a room")->capture_default_str()->check(CLI::Range(2, 1000));
  app.add_option("--suites", options.suites, "Cipher suites to use")->capture_default_str();
  app.add_option("--transcripts", transcripts, "Folder for the requests of each peer")->check(CLI::ExistingDirectory);
  CLI11_PARSE(app, argc, argv);
  if (options.commands.empty()) options.commands.assign(2, our_peer(argv[0]));
  if (!transcripts.empty()) options.transcripts = transcripts;
  try {
    Counts all;
    for (std::uint64_t i = 0; i < walks; ++i, ++options.seed) {
      const Counts counts = run_walk(options);
      std::cout << "seed " << options.seed << ": " << counts.text() << std::endl;
      all.add(counts);
    }
    if (walks > 1) std::cout << "all: " << all.text() << std::endl;
  } catch (const Failure& failure) {
    std::cerr << "mls_walk: " << failure.what() << "again: --seed " << options.seed << " --steps " << options.steps << '\n';
    return 1;
  }
  return 0;
}
