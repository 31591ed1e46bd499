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
#include "wire/connect.hpp"

namespace valise::server::app {

inline constexpr const char* kOff = "off";
enum class LogFormat { text, json };

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
  core::Quotas quotas;
  net::Severity log_level = net::Severity::info;
  LogFormat log_format = LogFormat::text;
  std::vector<std::string> witnesses;   // "VERIFIER-KEY https://host:port TLS-PIN" each
  bool directory_public = false;        // the log as files, without a token
  std::string operation_listen = kOff;  // plain HTTP for metrics and health; a loopback address unless operation_public
  bool operation_public = false;
  // Files of keys; empty: in the data folder, under their usual names.
  std::string tls_key_file;
  std::string tls_certificate_file;
  std::string log_key_file;
  std::string database_key_file;
  // Alerts of urgent messages (docs/operate.md, "Alerts").
  std::string alerts_smtp_server;  // host:port; empty: no e-mail
  std::string alerts_smtp_tls = "starttls";
  std::string alerts_smtp_user;
  std::string alerts_smtp_password_file;
  std::string alerts_smtp_ca_file;
  std::string alerts_from;
  std::vector<std::string> alerts_webhook_hosts;     // none: no webhooks
  std::vector<std::string> alerts_webhook_networks;  // that are not of the public internet and allowed all the same
  std::string alerts_webhook_ca_file;
  std::uint64_t alerts_urgent_seconds = 900;
  std::uint64_t alerts_emergency_seconds = 300;
  std::uint64_t alerts_self_test_hours = 168;

  [[nodiscard]] std::filesystem::path tls_key() const { return file_or(tls_key_file, "tls.key"); }
  [[nodiscard]] std::filesystem::path tls_certificate() const { return file_or(tls_certificate_file, "tls.crt"); }
  [[nodiscard]] std::filesystem::path log_key() const { return file_or(log_key_file, "log.key"); }
  [[nodiscard]] std::filesystem::path database_key() const { return file_or(database_key_file, "database.key"); }
  [[nodiscard]] std::filesystem::path database() const { return data_dir / "relay.db"; }
  [[nodiscard]] std::filesystem::path attachments() const { return data_dir / "attachments.db"; }

 private:
  [[nodiscard]] std::filesystem::path file_or(const std::string& set, const char* usual) const {
    return set.empty() ? data_dir / usual : std::filesystem::path(set);
  }
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

// operation_address gives where the operation listener is to listen; nothing when it is off.
[[nodiscard]] std::optional<wire::HostPort> operation_address(const Config& config);

// Change: a setting that two configurations have different values for, and whether a running relay can take the new one.
struct Change {
  std::string_view setting;
  bool live = false;
};
[[nodiscard]] std::vector<Change> changes_between(const Config& before, const Config& after);
// settle gives `after` with the settings that only a restart can change as they are in `before`.
[[nodiscard]] Config settle(const Config& before, const Config& after);

// settings_of gives every setting with its value as text, in the order of the documentation. There are no secrets among them:
// keys are files.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings_of(const Config& config);
// config_text gives a file that load_config reads as `config`.
[[nodiscard]] std::string config_text(const Config& config);

}  // namespace valise::server::app
