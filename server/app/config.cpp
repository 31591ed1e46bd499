#include "server/app/config.hpp"

#include <unistd.h>

#include <toml++/toml.h>
#include <boost/asio/ip/address.hpp>
#include <charconv>

#include "keys/directory/address.hpp"
#include "keys/directory/checkpoint.hpp"
#include "keys/directory/text.hpp"
#include "server/alert/addresses.hpp"
#include "server/app/app_error.hpp"
#include "wire/connect.hpp"

namespace valise::server::app {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view kPrefix = "VALISE_RELAY_";
// These belong to other readers: the program's --config, and nothing else.
constexpr std::string_view kConfigVariable = "VALISE_RELAY_CONFIG";

// Setting is one row of the table below: how a text becomes a value and back.
struct Setting {
  std::string_view key;
  bool is_number = false;
  bool is_switch = false;
  bool is_list = false;  // as text: items with a semicolon between them
  bool live = false;     // a running relay can take a new value
  std::function<bool(Config&, std::string_view)> set;
  std::function<std::string(const Config&)> get;
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Setting number_setting(std::string_view key, std::uint64_t Config::* member, std::uint64_t least, std::uint64_t most) {
  return {.key = key,
          .is_number = true,
          .set =
              [=](Config& config, std::string_view text) {
                const auto value = number(text);
                if (!value || *value < least || *value > most) return false;
                config.*member = *value;
                return true;
              },
          .get = [=](const Config& config) { return std::to_string(config.*member); }};
}

Setting quota_setting(std::string_view key, std::uint64_t core::Quotas::* member) {
  constexpr std::uint64_t most = 1'000'000'000;
  return {.key = key,
          .is_number = true,
          .set =
              [=](Config& config, std::string_view text) {
                const auto value = number(text);
                if (!value || *value < 1 || *value > most) return false;
                config.quotas.*member = *value;
                return true;
              },
          .get = [=](const Config& config) { return std::to_string(config.quotas.*member); }};
}

Setting text_setting(std::string_view key, std::string Config::* member, bool (*acceptable)(std::string_view)) {
  return {.key = key,
          .set =
              [=](Config& config, std::string_view text) {
                if (!acceptable(text)) return false;
                config.*member = text;
                return true;
              },
          .get = [=](const Config& config) { return config.*member; }};
}

bool is_listen_address(std::string_view text) {
  const auto address = wire::split_address(text);
  if (!address) return false;
  boost::system::error_code error;
  boost::asio::ip::make_address(address->host, error);
  const auto port = number(address->port);
  return !error && port && *port <= 65535;
}

bool is_plain_origin(std::string_view text) {
  return directory::is_origin(text) && text.find_first_of("\"\\") == std::string_view::npos;
}

constexpr std::array<std::pair<std::string_view, net::Severity>, 4> kLevels{{{"debug", net::Severity::debug},
                                                                             {"info", net::Severity::info},
                                                                             {"warning", net::Severity::warning},
                                                                             {"error", net::Severity::error}}};

bool set_level(Config& config, std::string_view text) {
  const auto* level = std::ranges::find(kLevels, text, &std::pair<std::string_view, net::Severity>::first);
  if (level == kLevels.end()) return false;
  config.log_level = level->second;
  return true;
}
std::string get_level(const Config& config) {
  return std::string(std::ranges::find(kLevels, config.log_level, &std::pair<std::string_view, net::Severity>::second)->first);
}

// The environment has one text for all of them.
std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}
bool set_witnesses(Config& config, std::string_view text) {
  config.witnesses = items_of(text);
  return text.find_first_of("\"\\") == text.npos &&
         std::ranges::all_of(config.witnesses, [](const auto& item) { return net::parse_witness_address(item).has_value(); });
}
std::string get_witnesses(const Config& config) {
  std::string out;
  for (const auto& item : config.witnesses) out.append(out.empty() ? "" : ";").append(item);
  return out;
}

Setting switch_setting(std::string_view key, bool Config::* member) {
  return {.key = key,
          .is_switch = true,
          .set =
              [=](Config& config, std::string_view text) {
                config.*member = text == "true";
                return text == "true" || text == "false";
              },
          .get = [=](const Config& config) { return std::string(config.*member ? "true" : "false"); }};
}

Setting list_setting(std::string_view key, std::vector<std::string> Config::* member, bool (*acceptable)(std::string_view)) {
  return {.key = key,
          .is_list = true,
          .set =
              [=](Config& config, std::string_view text) {
                config.*member = items_of(text);
                return std::ranges::all_of(config.*member, acceptable);
              },
          .get =
              [=](const Config& config) {
                std::string out;
                for (const auto& item : config.*member) out.append(out.empty() ? "" : ";").append(item);
                return out;
              }};
}

bool is_server_or_empty(std::string_view text) { return text.empty() || directory::is_host_port(text); }
bool is_smtp_tls(std::string_view text) { return text == "starttls" || text == "implicit" || text == "none"; }
bool is_email_or_empty(std::string_view text) { return text.empty() || core::is_email(text); }
bool is_plain(std::string_view text) { return text.find_first_of("\"\\\n;") == std::string_view::npos; }
bool is_webhook_host(std::string_view text) {
  const auto name = text.starts_with('.') ? text.substr(1) : text;
  const auto url = core::parse_webhook_url("https://" + std::string(name));
  return url && url->host == name;  // a name in lower case alone: no port, no path
}
bool is_network(std::string_view text) { return alert::Network::parse(text).has_value(); }

bool set_log_format(Config& config, std::string_view text) {
  config.log_format = text == "json" ? LogFormat::json : LogFormat::text;
  return text == "json" || text == "text";
}
std::string get_log_format(const Config& config) { return config.log_format == LogFormat::json ? "json" : "text"; }

bool is_operation_address(std::string_view text) { return text == kOff || is_listen_address(text); }

bool is_file_or_empty(std::string_view text) {
  return text.empty() || (text.front() == '/' && text.find_first_of("\"\\\n") == std::string_view::npos);
}

// live marks a setting that a running relay can take a new value of.
Setting live(Setting setting) {
  setting.live = true;
  return setting;
}

bool set_data_dir(Config& config, std::string_view text) {
  config.data_dir = text;
  return config.data_dir.is_absolute() && text.find_first_of("\"\\\n") == std::string_view::npos;
}
std::string get_data_dir(const Config& config) { return config.data_dir.string(); }

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table{
      {.key = "data_dir", .set = set_data_dir, .get = get_data_dir},
      text_setting("name", &Config::name, directory::is_name),
      text_setting("origin", &Config::origin, is_plain_origin),
      text_setting("listen", &Config::listen, is_listen_address),
      number_setting("retention_days", &Config::retention_days, 1, 3650),
      number_setting("attachment_mib", &Config::attachment_mib, 1, 65'536),
      number_setting("max_connections", &Config::max_connections, 1, 1'000'000),
      number_setting("idle_seconds", &Config::idle_seconds, 5, 3600),
      live(number_setting("drain_seconds", &Config::drain_seconds, 1, 600)),
      live({.key = "log_level", .set = set_level, .get = get_level}),
      live({.key = "log_format", .set = set_log_format, .get = get_log_format}),
      {.key = "witnesses", .is_list = true, .set = set_witnesses, .get = get_witnesses},
      live(switch_setting("directory_public", &Config::directory_public)),
      live(text_setting("operation_listen", &Config::operation_listen, is_operation_address)),
      live(switch_setting("operation_public", &Config::operation_public)),
      live(text_setting("tls_key_file", &Config::tls_key_file, is_file_or_empty)),
      live(text_setting("tls_certificate_file", &Config::tls_certificate_file, is_file_or_empty)),
      text_setting("log_key_file", &Config::log_key_file, is_file_or_empty),
      text_setting("database_key_file", &Config::database_key_file, is_file_or_empty),
      text_setting("alerts_smtp_server", &Config::alerts_smtp_server, is_server_or_empty),
      text_setting("alerts_smtp_tls", &Config::alerts_smtp_tls, is_smtp_tls),
      text_setting("alerts_smtp_user", &Config::alerts_smtp_user, is_plain),
      text_setting("alerts_smtp_password_file", &Config::alerts_smtp_password_file, is_file_or_empty),
      text_setting("alerts_smtp_ca_file", &Config::alerts_smtp_ca_file, is_file_or_empty),
      text_setting("alerts_from", &Config::alerts_from, is_email_or_empty),
      list_setting("alerts_webhook_hosts", &Config::alerts_webhook_hosts, is_webhook_host),
      list_setting("alerts_webhook_networks", &Config::alerts_webhook_networks, is_network),
      text_setting("alerts_webhook_ca_file", &Config::alerts_webhook_ca_file, is_file_or_empty),
      number_setting("alerts_urgent_seconds", &Config::alerts_urgent_seconds, 1, 86'400),
      number_setting("alerts_emergency_seconds", &Config::alerts_emergency_seconds, 1, 86'400),
      number_setting("alerts_self_test_hours", &Config::alerts_self_test_hours, 1, 8'760),
      quota_setting("device_requests_per_minute", &core::Quotas::device_requests_per_minute),
      quota_setting("authority_requests_per_minute", &core::Quotas::authority_requests_per_minute),
      quota_setting("device_messages_per_minute", &core::Quotas::device_messages_per_minute),
      quota_setting("authority_messages_per_minute", &core::Quotas::authority_messages_per_minute),
      quota_setting("device_commits_per_hour", &core::Quotas::device_commits_per_hour),
      quota_setting("authority_commits_per_hour", &core::Quotas::authority_commits_per_hour),
      quota_setting("device_claims_per_hour", &core::Quotas::device_claims_per_hour),
      quota_setting("authority_claims_per_hour", &core::Quotas::authority_claims_per_hour),
      quota_setting("claims_of_one_device_per_hour", &core::Quotas::claims_of_one_device_per_hour),
      quota_setting("device_traffic_mib_per_hour", &core::Quotas::device_traffic_mib_per_hour),
      quota_setting("authority_traffic_mib_per_hour", &core::Quotas::authority_traffic_mib_per_hour),
      quota_setting("device_logins_per_minute", &core::Quotas::device_logins_per_minute),
      quota_setting("authority_logins_per_minute", &core::Quotas::authority_logins_per_minute),
      quota_setting("authority_statements_per_hour", &core::Quotas::authority_statements_per_hour),
      quota_setting("address_requests_per_minute", &core::Quotas::address_requests_per_minute),
      quota_setting("address_handshakes_per_minute", &core::Quotas::address_handshakes_per_minute),
      quota_setting("stranger_handshake_percent", &core::Quotas::stranger_handshake_percent),
      quota_setting("known_handshake_percent", &core::Quotas::known_handshake_percent),
      quota_setting("authority_sessions", &core::Quotas::authority_sessions),
      quota_setting("authority_requests_in_flight", &core::Quotas::authority_requests_in_flight),
      quota_setting("in_flight_mib", &core::Quotas::in_flight_mib),
      quota_setting("address_connections", &core::Quotas::address_connections),
      quota_setting("address_strangers", &core::Quotas::address_strangers),
      quota_setting("strangers", &core::Quotas::strangers),
      quota_setting("device_stored_mib", &core::Quotas::device_stored_mib),
      quota_setting("authority_stored_mib", &core::Quotas::authority_stored_mib),
      quota_setting("device_stored_messages", &core::Quotas::device_stored_messages),
      quota_setting("authority_stored_messages", &core::Quotas::authority_stored_messages),
      quota_setting("device_attachments_mib", &core::Quotas::device_attachments_mib),
      quota_setting("authority_attachments_mib", &core::Quotas::authority_attachments_mib),
  };
  return table;
}

const Setting* setting_named(std::string_view key) {
  const auto found = std::ranges::find(settings(), key, &Setting::key);
  return found == settings().end() ? nullptr : &*found;
}

std::string variable_of(std::string_view key) {
  std::string out(kPrefix);
  for (const char c : key) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::optional<std::string> text_of_list(const toml::node& node) {
  const auto* list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::string out;
  for (const auto& item : *list) {
    const auto text = item.value_exact<std::string>();
    if (!text || text->empty() || text->find(';') != std::string::npos) return std::nullopt;
    out.append(out.empty() ? "" : ";").append(*text);
  }
  return out;
}

// text_of gives a TOML value as text if it has the type that the setting wants.
std::optional<std::string> text_of(const toml::node& node, const Setting& setting) {
  if (setting.is_number) {
    const auto value = node.value_exact<std::int64_t>();
    return value ? std::optional(std::to_string(*value)) : std::nullopt;
  }
  if (setting.is_switch) {
    const auto value = node.value_exact<bool>();
    return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
  }
  if (setting.is_list) return text_of_list(node);
  return node.value_exact<std::string>();
}

// toml_of is the inverse of text_of.
std::string toml_of(const Setting& setting, const std::string& value) {
  if (setting.is_number || setting.is_switch) return value;
  if (!setting.is_list) return '"' + value + '"';
  std::string out = "[";
  for (const auto& item : items_of(value)) out.append(out.size() == 1 ? "" : ", ").append('"' + item + '"');
  return out + "]";
}

std::string place(const std::filesystem::path& file, const toml::source_region& source) {
  return file.string() + ":" + std::to_string(source.begin.line);
}

// Places: where each setting got its value, "file:line: key" or the variable.
using Places = std::map<std::string_view, std::string>;

// apply_table reads settings; those of the table [alerts] are written there without the "alerts_" that they begin with elsewhere.
Result<> apply_table(Config& config, const toml::table& table, const std::string& prefix, const std::filesystem::path& file,
                     Places& places) {
  for (const auto& [key, node] : table) {
    const auto where = place(file, key.source()) + ": " + std::string(key.str());
    if (prefix.empty() && key.str() == "alerts" && node.is_table()) {
      if (auto inner = apply_table(config, *node.as_table(), "alerts_", file, places); !inner) return inner;
      continue;
    }
    const auto* setting = setting_named(prefix + std::string(key.str()));
    if (setting == nullptr) return fail(AppError::unknown_setting, where);
    const auto text = text_of(node, *setting);
    if (!text || !setting->set(config, *text)) return fail(AppError::bad_value, where);
    places[setting->key] = where;
  }
  return {};
}

Result<> apply_file(Config& config, const std::filesystem::path& file, Places& places) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    const bool unread = error.source().begin.line == 0;
    return fail(unread ? AppError::config_unreadable : AppError::config_syntax,
                unread ? file.string() : place(file, error.source()));
  }
  return apply_table(config, table, "", file, places);
}

Result<> apply_environment(Config& config, const Environment& environment, Places& places) {
  for (const auto& [variable, value] : environment) {
    if (variable == kConfigVariable) continue;
    const auto setting = std::ranges::find(settings(), variable, [](const Setting& row) { return variable_of(row.key); });
    if (setting == settings().end()) return fail(AppError::unknown_setting, variable);
    if (!setting->set(config, value)) return fail(AppError::bad_value, variable);
    places[setting->key] = variable;
  }
  return {};
}

Result<> check_complete(const Config& config) {
  if (config.data_dir.empty()) return fail(AppError::missing_setting, "data_dir");
  if (config.name.empty()) return fail(AppError::missing_setting, "name");
  if (config.origin.empty()) return fail(AppError::missing_setting, "origin");
  return {};
}

// check_together judges settings that depend on each other.
Result<> check_together(const Config& config, const Places& places) {
  if (!config.alerts_smtp_server.empty() && config.alerts_from.empty()) return fail(AppError::missing_setting, "alerts_from");
  const auto operation = operation_address(config);
  if (!operation || config.operation_public || boost::asio::ip::make_address(operation->host).is_loopback()) return {};
  const auto place = places.find("operation_listen");
  return fail(AppError::operation_exposed, place == places.end() ? "operation_listen" : place->second);
}

}  // namespace

Environment environment_of_process() {
  Environment out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (!text.starts_with(kPrefix) || equals == text.npos) continue;
    out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

Result<Config> load_config(const std::filesystem::path& file, const Environment& environment) {
  Config config;
  Places places;
  if (auto applied = apply_file(config, file, places); !applied) return pass_on(applied);
  if (auto applied = apply_environment(config, environment, places); !applied) return pass_on(applied);
  if (auto complete = check_complete(config); !complete) return pass_on(complete);
  if (auto fits = check_together(config, places); !fits) return pass_on(fits);
  return config;
}

Result<Config> check_values(Config config) {
  if (auto complete = check_complete(config); !complete) return pass_on(complete);
  for (const auto& setting : settings()) {
    if (!setting.set(config, setting.get(config))) return fail(AppError::bad_value, std::string(setting.key));
  }
  if (auto fits = check_together(config, {}); !fits) return pass_on(fits);
  return config;
}

std::optional<wire::HostPort> operation_address(const Config& config) { return wire::split_address(config.operation_listen); }

std::vector<Change> changes_between(const Config& before, const Config& after) {
  std::vector<Change> out;
  for (const auto& setting : settings()) {
    if (setting.get(before) != setting.get(after)) out.push_back({setting.key, setting.live});
  }
  return out;
}

Config settle(const Config& before, const Config& after) {
  Config out = after;
  for (const auto& setting : settings()) {
    if (!setting.live) setting.set(out, setting.get(before));
  }
  return out;
}

// Each part of the relay is given the quotas that it keeps.
static void apply(const core::Quotas& quotas, net::RelayOptions& options) {
  constexpr std::uint64_t mib = 1024 * 1024;
  options.quotas = quotas;
  auto& limits = options.limits;
  limits.attachment_bytes_per_device = quotas.device_attachments_mib * mib;
  limits.attachment_bytes_per_authority = quotas.authority_attachments_mib * mib;
  limits.stored_per_device = {.bytes = quotas.device_stored_mib * mib, .messages = quotas.device_stored_messages};
  limits.stored_per_authority = {.bytes = quotas.authority_stored_mib * mib, .messages = quotas.authority_stored_messages};
  auto& door = options.listener.door;
  door.address_connections = quotas.address_connections;
  door.address_strangers = quotas.address_strangers;
  door.strangers = quotas.strangers;
  door.address_handshakes_per_minute = quotas.address_handshakes_per_minute;
  door.stranger_handshake_percent = quotas.stranger_handshake_percent;
  door.known_handshake_percent = quotas.known_handshake_percent;
}

net::RelayOptions relay_options(const Config& config) {
  const auto address = wire::split_address(config.listen).value();
  net::RelayOptions options;
  options.address = address.host;
  options.port = static_cast<std::uint16_t>(number(address.port).value());
  options.log_origin = config.origin;
  options.limits.retention = std::chrono::days(config.retention_days);
  options.limits.attachment_bytes = config.attachment_mib * 1024 * 1024;
  options.directory_public = config.directory_public;
  for (const auto& item : config.witnesses) options.cosigning.witnesses.push_back(net::parse_witness_address(item).value());
  options.alerts = {.policy = {.urgent_repeat = std::chrono::seconds(config.alerts_urgent_seconds),
                               .emergency_repeat = std::chrono::seconds(config.alerts_emergency_seconds)},
                    .self_test = std::chrono::hours(config.alerts_self_test_hours)};
  apply(config.quotas, options);
  options.listener.door.connections = config.max_connections;
  options.listener.connection.idle_timeout = std::chrono::seconds(config.idle_seconds);
  return options;
}

std::vector<std::pair<std::string, std::string>> settings_of(const Config& config) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& setting : settings()) out.emplace_back(setting.key, setting.get(config));
  return out;
}

std::string config_text(const Config& config) {
  std::string out =
      "# Configuration of valised. Every setting, with its value; `valised check-config` tells whether it is valid.\n";
  for (const auto& setting : settings()) {
    out.append(setting.key).append(" = ").append(toml_of(setting, setting.get(config))).append("\n");
  }
  return out;
}

}  // namespace valise::server::app
