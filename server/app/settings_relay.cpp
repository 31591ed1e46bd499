// What the relay is, where it listens, its keys and logs.
#include <algorithm>
#include <array>

#include "keys/directory/address.hpp"
#include "keys/directory/checkpoint.hpp"
#include "keys/directory/text.hpp"
#include "server/app/setting.hpp"

namespace valise::server::app {
namespace {

bool set_data_dir(Config& config, std::string_view text) {
  config.data_dir = text;
  return config.data_dir.is_absolute() && text.find_first_of("\"\\\n") == std::string_view::npos;
}
std::string get_data_dir(const Config& config) { return config.data_dir.string(); }

bool is_plain_origin(std::string_view text) {
  return directory::is_origin(text) && text.find_first_of("\"\\") == std::string_view::npos;
}

bool is_operation_address(std::string_view text) { return text == kOff || is_listen_address(text); }

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

bool set_log_format(Config& config, std::string_view text) {
  config.log_format = text == "json" ? LogFormat::json : LogFormat::text;
  return text == "json" || text == "text";
}
std::string get_log_format(const Config& config) { return config.log_format == LogFormat::json ? "json" : "text"; }

bool set_witnesses(Config& config, std::string_view text) {
  config.witnesses = items_of(text);
  return text.find_first_of("\"\\") == text.npos &&
         std::ranges::all_of(config.witnesses, [](const auto& item) { return net::parse_witness_address(item).has_value(); });
}
std::string get_witnesses(const Config& config) { return text_of_items(config.witnesses); }

}  // namespace

std::vector<Setting> relay_settings() {
  return {
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
  };
}

}  // namespace valise::server::app
