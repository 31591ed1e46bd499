#include "cli/session.hpp"

#include "cli/problem.hpp"

namespace valise::cli {

Result<std::filesystem::path> Session::profile() const {
  if (!globals.profile.empty()) return globals.profile;
  return default_profile(environment);
}

Result<ProfileOptions> Session::options(Passphrase passphrase) const {
  auto folder = profile();
  if (!folder) return std::unexpected(folder.error());
  ProfileOptions options{.folder = std::move(*folder), .command = command_};
  options.passphrase = std::move(passphrase).release();
  if (globals.timeout) options.network_timeout = *globals.timeout;
  return options;
}

Opened Session::open() const {
  if (environment.client != nullptr) return Opened(*environment.client);
  const auto folder = profile();
  if (!folder) return std::unexpected(folder.error());
  // Looked at before the passphrase is asked for: nobody should type it in vain.
  std::error_code ignored;
  if (!std::filesystem::exists(*folder, ignored)) {
    return std::unexpected(problem(ErrorKind::not_found, "session.no_profile", {{"folder", folder->string()}}));
  }
  auto passphrase = existing_passphrase(globals.passphrase, environment.ask, output.speaker());
  if (!passphrase) return std::unexpected(passphrase.error());
  auto given = options(std::move(*passphrase));
  if (!given) return std::unexpected(given.error());
  return Client::open(std::move(*given));
}

}  // namespace valise::cli
