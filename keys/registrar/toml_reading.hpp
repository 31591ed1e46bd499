// Reading TOML that a person wrote: the values of a table, with every fault noted at its line. Internal to this folder.
#pragma once

#include <toml++/toml.h>

#include <optional>

#include "keys/registrar/problems.hpp"

namespace valise::registrar {

// parse_toml gives the table, or notes that the text is not TOML.
[[nodiscard]] std::optional<toml::table> parse_toml(std::string_view text, std::string_view file, Problems& problems);

class TomlReading {
 public:
  TomlReading(std::string_view file, Problems& problems) : file_(file), problems_(&problems) {}

  void refuse(const toml::node& node, std::string_view field, std::string_view reason);
  // refuse_at notes a problem of a table that lacks something.
  void refuse_line(std::size_t line, std::string_view field, std::string_view reason);
  static std::size_t line_of(const toml::node& node) { return node.source().begin.line; }

  // These give nothing, and note it, where the node is of another type.
  std::optional<std::string> text(const toml::node& node, std::string_view field);
  std::optional<std::int64_t> number(const toml::node& node, std::string_view field);
  std::optional<bool> flag(const toml::node& node, std::string_view field);
  const toml::array* list(const toml::node& node, std::string_view field);
  const toml::table* table(const toml::node& node, std::string_view field);
  // texts reads a list of texts; what is none is noted and left out.
  std::vector<std::string> texts(const toml::node& node, std::string_view field);

 private:
  std::string file_;
  Problems* problems_;
};

}  // namespace valise::registrar
