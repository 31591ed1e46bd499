#include "keys/registrar/toml_reading.hpp"

namespace valise::registrar {

std::optional<toml::table> parse_toml(std::string_view text, std::string_view file, Problems& problems) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    problems.push_back(
        {std::string(file), error.source().begin.line, "", "this is not TOML: " + std::string(error.description())});
    return std::nullopt;
  }
}

void TomlReading::refuse(const toml::node& node, std::string_view field, std::string_view reason) {
  refuse_line(line_of(node), field, reason);
}

void TomlReading::refuse_line(std::size_t line, std::string_view field, std::string_view reason) {
  problems_->push_back({file_, line, std::string(field), std::string(reason)});
}

std::optional<std::string> TomlReading::text(const toml::node& node, std::string_view field) {
  if (const auto* value = node.as_string()) return value->get();
  refuse(node, field, "a text in quotation marks is wanted");
  return std::nullopt;
}

std::optional<std::int64_t> TomlReading::number(const toml::node& node, std::string_view field) {
  if (const auto* value = node.as_integer()) return value->get();
  refuse(node, field, "a whole number is wanted");
  return std::nullopt;
}

std::optional<bool> TomlReading::flag(const toml::node& node, std::string_view field) {
  if (const auto* value = node.as_boolean()) return value->get();
  refuse(node, field, "true or false is wanted");
  return std::nullopt;
}

const toml::array* TomlReading::list(const toml::node& node, std::string_view field) {
  if (const auto* items = node.as_array()) return items;
  refuse(node, field, "a list in brackets is wanted");
  return nullptr;
}

const toml::table* TomlReading::table(const toml::node& node, std::string_view field) {
  if (const auto* items = node.as_table()) return items;
  refuse(node, field, "a table is wanted");
  return nullptr;
}

std::vector<std::string> TomlReading::texts(const toml::node& node, std::string_view field) {
  std::vector<std::string> out;
  const auto* items = list(node, field);
  if (items == nullptr) return out;
  for (const auto& item : *items) {
    if (auto value = text(item, field)) out.push_back(std::move(*value));
  }
  return out;
}

}  // namespace valise::registrar
