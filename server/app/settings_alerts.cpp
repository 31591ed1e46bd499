// How people are told of urgent messages.
#include "keys/directory/text.hpp"
#include "server/alert/addresses.hpp"
#include "server/app/setting.hpp"

namespace valise::server::app {
namespace {

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

}  // namespace

std::vector<Setting> alert_settings() {
  return {
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
  };
}

}  // namespace valise::server::app
