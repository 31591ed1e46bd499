// Session: what a running command has at hand. It opens the profile at most once, when the command asks for it.
#pragma once

#include <string>

#include "cli/environment.hpp"
#include "cli/exit_code.hpp"
#include "cli/globals.hpp"
#include "cli/output.hpp"
#include "valise/client.hpp"

namespace valise::cli {

// Opened: the profile's Client, or why there is none. Used like a Result: the Client is its own, or that of the desk in which the
// command runs.
class Opened {
 public:
  Opened(Result<Client> client) : own_(std::move(client)) {}        // NOLINT(google-explicit-constructor)
  Opened(std::unexpected<Error> error) : own_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  explicit Opened(Client& lent) : lent_(&lent), own_(std::unexpected(Error{})) {}

  explicit operator bool() const { return lent_ != nullptr || own_.has_value(); }
  [[nodiscard]] const Error& error() const { return own_.error(); }
  Client& operator*() { return lent_ != nullptr ? *lent_ : *own_; }
  Client* operator->() { return &**this; }

 private:
  Client* lent_ = nullptr;
  Result<Client> own_;
};

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
  // open gets the passphrase and opens the profile; in a desk that has it open, neither.
  [[nodiscard]] Opened open() const;

 private:
  std::string command_;  // "valise recv", told to whoever finds the profile busy
};

}  // namespace valise::cli
