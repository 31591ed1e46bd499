#include "server/app/setting.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>

#include "wire/connect.hpp"

namespace valise::server::app {

const std::vector<Setting>& settings() {
  static const std::vector<Setting> table = [] {
    auto out = relay_settings();
    for (const auto& section : {alert_settings(), quota_settings()}) out.insert(out.end(), section.begin(), section.end());
    return out;
  }();
  return table;
}

const Setting* setting_named(std::string_view key) {
  const auto found = std::ranges::find(settings(), key, &Setting::key);
  return found == settings().end() ? nullptr : &*found;
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
          .get = [=](const Config& config) { return text_of_items(config.*member); }};
}

Setting live(Setting setting) {
  setting.live = true;
  return setting;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string text_of_items(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) out.append(out.empty() ? "" : ";").append(item);
  return out;
}

bool is_listen_address(std::string_view text) {
  const auto address = wire::split_address(text);
  if (!address) return false;
  boost::system::error_code error;
  boost::asio::ip::make_address(address->host, error);
  const auto port = number(address->port);
  return !error && port && *port <= 65535;
}

bool is_file_or_empty(std::string_view text) {
  return text.empty() || (text.front() == '/' && text.find_first_of("\"\\\n") == std::string_view::npos);
}

}  // namespace valise::server::app
