#include "server/app/config.hpp"

#include <unistd.h>

#include <toml++/toml.h>
#include <boost/asio/ip/address.hpp>

#include "server/app/app_error.hpp"
#include "server/app/setting.hpp"
#include "wire/connect.hpp"

namespace valise::server::app {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view kPrefix = "VALISE_RELAY_";
// These belong to other readers: the program's --config, and nothing else.
constexpr std::string_view kConfigVariable = "VALISE_RELAY_CONFIG";

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
