// Session: what a running command has at hand. It opens the profile at most once, when the command asks for it.
#pragma once

#include <string>

#include "cli/environment.hpp"
#include "cli/exit_code.hpp"
#include "cli/globals.hpp"
#include "cli/output.hpp"
#include "valise/client.hpp"

namespace valise::cli {

class Session {
 public:
  Session(const Environment& outside, const Globals& options, Output& streams, std::string command)
      : environment(outside), globals(options), output(streams), command_(std::move(command)) {}

  const Environment& environment;
  const Globals& globals;
  Output& output;

  // profile gives the folder that --profile or the environment names.
  [[nodiscard]] Result<std::filesystem::path> profile() const;
  // options gives what the SDK needs, with this passphrase.
  [[nodiscard]] Result<ProfileOptions> options(Passphrase passphrase) const;
  // open gets the passphrase and opens the profile.
  [[nodiscard]] Result<Client> open() const;

 private:
  std::string command_;  // "valise recv", told to whoever finds the profile busy
};

}  // namespace valise::cli
