// Config: what `valised` runs with. Defaults, then the file (TOML), then the environment (VALISE_RELAY_*), each over the one
// before. An unknown key or variable is an error: a typo must not be ignored. Loading has no side effects.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "server/net/event_log.hpp"
#include "server/net/relay.hpp"

namespace valise::server::app {

struct Config {
  std::filesystem::path data_dir;
  std::string name;    // of the relay in the directory, e.g. "vienna-1"
  std::string origin;  // of the log, e.g. "valise.example/directory"
  std::string listen = "127.0.0.1:8443";
  std::uint64_t retention_days = 30;
  std::uint64_t attachment_mib = 256;
  std::uint64_t max_connections = 16'384;
  std::uint64_t idle_seconds = 60;
  std::uint64_t drain_seconds = 10;
  net::Severity log_level = net::Severity::info;
  std::vector<std::string> witnesses;  // "VERIFIER-KEY https://host:port TLS-PIN" each
  bool directory_public = false;       // the log as files, without a token

  [[nodiscard]] std::filesystem::path tls_key() const { return data_dir / "tls.key"; }
  [[nodiscard]] std::filesystem::path tls_certificate() const { return data_dir / "tls.crt"; }
  [[nodiscard]] std::filesystem::path log_key() const { return data_dir / "log.key"; }
  [[nodiscard]] std::filesystem::path database_key() const { return data_dir / "database.key"; }
  [[nodiscard]] std::filesystem::path database() const { return data_dir / "relay.db"; }
  [[nodiscard]] std::filesystem::path attachments() const { return data_dir / "attachments.db"; }
};

using Environment = std::map<std::string, std::string>;
// environment_of_process gives the VALISE_RELAY_* variables.
[[nodiscard]] Environment environment_of_process();

// load_config reads file and environment and checks every value. Fails with an AppError whose context names "file:line: key" or
// the variable.
[[nodiscard]] base::Result<Config> load_config(const std::filesystem::path& file, const Environment& environment);

// check_values judges a configuration that was made otherwise by the same rules.
[[nodiscard]] base::Result<Config> check_values(Config config);

// relay_options gives what the network side needs. The listen address has been checked.
[[nodiscard]] net::RelayOptions relay_options(const Config& config);

// settings_of gives every setting with its value as text, in the order of the documentation. There are no secrets among them:
// keys are files.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings_of(const Config& config);
// config_text gives a file that load_config reads as `config`.
[[nodiscard]] std::string config_text(const Config& config);

}  // namespace valise::server::app
