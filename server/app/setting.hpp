// Setting: one row of the table of settings: how a text becomes a value and back. The table is made of the sections below, each
// in a file of its own. Internal to this folder.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/app/config.hpp"

namespace valise::server::app {

struct Setting {
  std::string_view key;
  bool is_number = false;
  bool is_switch = false;
  bool is_list = false;  // as text: items with a semicolon between them
  bool live = false;     // a running relay can take a new value
  std::function<bool(Config&, std::string_view)> set;
  std::function<std::string(const Config&)> get;
};

// settings gives all of them in the order of the documentation.
[[nodiscard]] const std::vector<Setting>& settings();
// setting_named gives nothing when there is none of that name.
[[nodiscard]] const Setting* setting_named(std::string_view key);

// ---- sections ----

[[nodiscard]] std::vector<Setting> relay_settings();
[[nodiscard]] std::vector<Setting> alert_settings();
[[nodiscard]] std::vector<Setting> quota_settings();

// ---- kinds ----

[[nodiscard]] Setting number_setting(std::string_view key, std::uint64_t Config::* member, std::uint64_t least,
                                     std::uint64_t most);
[[nodiscard]] Setting quota_setting(std::string_view key, std::uint64_t core::Quotas::* member);
[[nodiscard]] Setting text_setting(std::string_view key, std::string Config::* member, bool (*acceptable)(std::string_view));
[[nodiscard]] Setting switch_setting(std::string_view key, bool Config::* member);
[[nodiscard]] Setting list_setting(std::string_view key, std::vector<std::string> Config::* member,
                                   bool (*acceptable)(std::string_view));
// live marks a setting that a running relay can take a new value of.
[[nodiscard]] Setting live(Setting setting);

// ---- texts ----

// number reads decimal digits, and nothing else.
[[nodiscard]] std::optional<std::uint64_t> number(std::string_view text);
// items_of takes the text of a list apart: the environment has one text for all items, with a semicolon between them.
// text_of_items is the inverse.
[[nodiscard]] std::vector<std::string> items_of(std::string_view text);
[[nodiscard]] std::string text_of_items(const std::vector<std::string>& items);
[[nodiscard]] bool is_listen_address(std::string_view text);
[[nodiscard]] bool is_file_or_empty(std::string_view text);

}  // namespace valise::server::app
