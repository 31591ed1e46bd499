// The commands of `valise-witness`, as functions of their options. They print to `out` (data) and `err`, and give the exit code
// (0 done, 1 failed, 2 configuration).
#pragma once

#include <iosfwd>

#include "witness/config.hpp"

namespace valise::witness {

struct Streams {
  std::ostream& out;
  std::ostream& err;
};

// init_command makes folder, keys and configuration file; nothing over what is there.
[[nodiscard]] int init_command(const Config& config, const Streams& streams);
// show_key_command prints the verifier key (for the registrar) and the TLS pin (for the relay).
[[nodiscard]] int show_key_command(const std::filesystem::path& config, const Streams& streams);
// run_command serves until SIGTERM or SIGINT, one line on `err` per event. A memory that fails ends the process.
[[nodiscard]] int run_command(const std::filesystem::path& config, const Streams& streams);

}  // namespace valise::witness
