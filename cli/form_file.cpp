#include "cli/form_file.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>

#include "cli/form_text.hpp"
#include "cli/problem.hpp"
#include "cli/standard_input.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_file = 1024 * 1024;

using Values = std::optional<std::vector<std::string>>;  // nothing: of no type that a field has

std::optional<std::string> text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_bool()) return value.as_bool() ? "yes" : "no";
  if (value.is_int64()) return std::to_string(value.as_int64());
  if (value.is_uint64()) return std::to_string(value.as_uint64());
  return std::nullopt;
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* flag = node.as_boolean()) return flag->get() ? "yes" : "no";
  std::ostringstream out;
  if (const auto* number = node.as_integer()) {
    out << number->get();
  } else if (const auto* date = node.as_date()) {
    out << date->get();
  } else if (const auto* moment = node.as_date_time()) {
    out << moment->get();
  } else {
    return std::nullopt;
  }
  return out.str();
}

template <class List>
Values texts_of(const List& items) {
  std::vector<std::string> out;
  for (const auto& item : items) {
    auto text = text_of(item);
    if (!text) return std::nullopt;
    if (!text->empty()) out.push_back(std::move(*text));
  }
  return out;
}

Values values_of(const json::value& value) {
  if (value.is_null()) return std::vector<std::string>{};
  if (value.is_array()) return texts_of(value.as_array());
  return texts_of(std::vector{value});
}

Values values_of(const toml::node& node) {
  if (const auto* items = node.as_array()) return texts_of(*items);
  auto text = text_of(node);
  if (!text) return std::nullopt;
  return text->empty() ? std::vector<std::string>{} : std::vector{std::move(*text)};
}

bool take(FormFile& out, std::string_view name, Values values) {
  if (name == "v" || name == "type" || name == "version") return true;  // of this program's own JSON
  if (!values) return false;
  if (name == "kind") {
    out.kind = values->empty() ? std::string() : values->front();
  } else {
    set_values(out.fields, name, std::move(*values));
  }
  return true;
}

std::optional<FormFile> from_json(const std::string& text) {
  json::error_code failure;
  const auto whole = json::parse(text, failure);
  if (failure || !whole.is_object()) return std::nullopt;
  FormFile out;
  for (const auto& member : whole.as_object()) {
    if (!take(out, member.key(), values_of(member.value()))) return std::nullopt;
  }
  return out;
}

std::optional<FormFile> from_toml(const std::string& text) {
  try {
    FormFile out;
    for (const auto& [key, node] : toml::parse(text)) {
      if (!take(out, key.str(), values_of(node))) return std::nullopt;
    }
    return out;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

Result<std::string> content_of(Session& session, const std::string& file) {
  if (file == "-") return read_all(session.environment, longest_file);
  std::ifstream in(file, std::ios::binary);
  std::string text(longest_file + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || !in.is_open() || in.gcount() > static_cast<std::streamsize>(longest_file)) {
    return std::unexpected(problem(ErrorKind::not_found, "form.file_unreadable", {{"file", terminal_line(file)}}));
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::string needed(const FieldDescription& field, const Output& output) {
  if (field.required) return output.say("form.template.needed");
  if (field.only_with.empty()) return output.say("form.optional");
  return output.say("form.template.needed_if",
                    {{"field", std::string(field.only_with)}, {"value", std::string(field.only_value)}});
}

}  // namespace

Result<FormFile> read_form_file(Session& session, const std::string& file) {
  auto text = content_of(session, file);
  if (!text) return std::unexpected(text.error());
  const auto first = text->find_first_not_of(" \t\r\n");
  const bool braces = first != std::string::npos && (*text)[first] == '{';
  auto out = braces ? from_json(*text) : from_toml(*text);
  if (!out) return std::unexpected(problem(ErrorKind::usage, "form.file_malformed", {{"file", terminal_line(file)}}));
  return std::move(*out);
}

Result<FieldValue> parse_field(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    return std::unexpected(problem(ErrorKind::usage, "form.bad_field", {{"text", terminal_line(text)}}));
  }
  return FieldValue{.name = text.substr(0, equals), .values = {text.substr(equals + 1)}};
}

std::string form_template(const FormDescription& kind, const Output& output) {
  const std::string name(kind.kind);
  auto text = "# " + output.say("form.template.head", {{"kind", kind_label(name, output)}, {"name", name}}) + "\n";
  text += fmt::format("kind = \"{}\"\n", name);
  for (const auto& field : kind.fields) {
    text += fmt::format("\n# {}: {}; {}\n", field_label(std::string(field.name), output), needed(field, output),
                        field_hint(field, output));
    if (const auto help = field_help(field, output); !help.empty()) text += "# " + help + "\n";
    text += fmt::format("{} = {}\n", field.name, field.many ? "[]" : "\"\"");
  }
  return text;
}

json::object json_template(const FormDescription& kind) {
  json::object out{{"kind", kind.kind}};
  for (const auto& field : kind.fields) {
    if (field.many) {
      out[field.name] = json::array();
    } else {
      out[field.name] = "";
    }
  }
  return out;
}

}  // namespace valise::cli
