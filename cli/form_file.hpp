// Forms as files: TOML or JSON, flat, with the fields' names; and the empty template of a kind.
#pragma once

#include <boost/json/object.hpp>

#include "cli/session.hpp"
#include "valise/forms.hpp"

namespace valise::cli {

struct FormFile {
  std::string kind;  // empty where the file does not say
  FormFields fields;
};

// read_form_file reads a file; "-" is standard input. JSON where it begins with a brace, else TOML. Empty texts are left out.
// Errors: not_found (unreadable), usage (neither).
[[nodiscard]] Result<FormFile> read_form_file(Session& session, const std::string& file);
// parse_field reads "name=value"; usage otherwise.
[[nodiscard]] Result<FieldValue> parse_field(const std::string& text);

// form_template gives an empty form as TOML, with labels, types and help as comments; as JSON, names and empty values.
[[nodiscard]] std::string form_template(const FormDescription& kind, const Output& output);
[[nodiscard]] boost::json::object json_template(const FormDescription& kind);

}  // namespace valise::cli
