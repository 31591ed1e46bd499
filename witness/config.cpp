#include "witness/config.hpp"

#include <toml++/toml.h>

#include <boost/asio/ip/address.hpp>

#include "wire/connect.hpp"
#include "witness/witness_error.hpp"

namespace valise::witness {
namespace {

using base::fail;
using base::Result;

bool is_quotable(std::string_view text) { return text.find_first_of("\"\\\n") == text.npos; }

bool is_listen_address(std::string_view text) {
  const auto address = wire::split_address(text);
  if (!address) return false;
  boost::system::error_code error;
  boost::asio::ip::make_address(address->host, error);
  const bool number = address->port.find_first_not_of("0123456789") == std::string::npos && address->port.size() <= 5;
  return !error && number && std::stoul(address->port) <= 65535;
}

bool is_log(const std::string& text) {
  const auto key = directory::parse_verifier_key(text);
  return key && key->algorithm == directory::NoteAlgorithm::ed25519 && is_quotable(text);
}

bool take(const toml::node& node, std::string& out) {
  const auto value = node.value_exact<std::string>();
  if (value) out = *value;
  return value.has_value();
}

bool take(const toml::node& node, std::vector<std::string>& out) {
  const auto* list = node.as_array();
  if (list == nullptr) return false;
  for (const auto& item : *list) {
    if (!take(item, out.emplace_back())) return false;
  }
  return true;
}

Result<> apply(Config& config, std::string_view key, const toml::node& node, const std::string& where) {
  bool taken = false;
  std::string folder;
  if (key == "name") {
    taken = take(node, config.name);
  } else if (key == "listen") {
    taken = take(node, config.listen);
  } else if (key == "logs") {
    taken = take(node, config.logs);
  } else if (key == "data_dir") {
    taken = take(node, folder);
    config.data_dir = folder;
  } else {
    return fail(WitnessError::unknown_setting, where);
  }
  if (!taken) return fail(WitnessError::bad_value, where);
  return {};
}

}  // namespace

Result<Config> load_config(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    if (line == 0) return fail(WitnessError::config_unreadable, file.string());
    return fail(WitnessError::config_syntax, file.string() + ":" + std::to_string(line));
  }
  Config config;
  for (const auto& [key, node] : table) {
    const auto where = file.string() + ":" + std::to_string(key.source().begin.line) + ": " + std::string(key.str());
    if (auto applied = apply(config, key.str(), node, where); !applied) return pass_on(applied);
  }
  if (auto checked = check_config(config); !checked) return with_context(file.string(), std::move(checked.error()));
  return config;
}

Result<> check_config(const Config& config) {
  if (config.data_dir.empty()) return fail(WitnessError::missing_setting, "data_dir");
  if (!config.data_dir.is_absolute() || !is_quotable(config.data_dir.string())) return fail(WitnessError::bad_value, "data_dir");
  if (config.name.empty()) return fail(WitnessError::missing_setting, "name");
  if (!directory::is_origin(config.name) || !is_quotable(config.name)) return fail(WitnessError::bad_value, "name");
  if (!is_listen_address(config.listen)) return fail(WitnessError::bad_value, "listen");
  if (config.logs.empty()) return fail(WitnessError::missing_setting, "logs");
  if (!std::ranges::all_of(config.logs, is_log)) return fail(WitnessError::bad_value, "logs");
  return {};
}

std::string config_text(const Config& config) {
  std::string out = "# Configuration of valise-witness. A log is named by its verifier key; `logs` may have several.\n";
  out += "data_dir = \"" + config.data_dir.string() + "\"\nname = \"" + config.name + "\"\nlisten = \"" + config.listen +
         "\"\nlogs = [\n";
  for (const auto& log : config.logs) out += "  \"" + log + "\",\n";
  return out + "]\n";
}

CheckpointWitness::Logs logs_of(const Config& config) {
  CheckpointWitness::Logs out;
  for (const auto& text : config.logs) {
    const auto log = directory::parse_verifier_key(text).value();
    out[log.name].push_back(log.key);
  }
  return out;
}

}  // namespace valise::witness
