// Forms for people: how one stands, its fields with the comments on them, and what is wrong with one.
#pragma once

#include "cli/output.hpp"
#include "valise/forms.hpp"

namespace valise::cli {

// Labels of the catalogue; a name that it does not know is shown harmless as it came.
[[nodiscard]] std::string kind_label(const std::string& kind, const Output& output);
[[nodiscard]] std::string field_label(const std::string& name, const Output& output);
// value_label gives a value as people read it: choices in words.
[[nodiscard]] std::string value_label(const FieldDescription* field, const std::string& value, const Output& output);
// field_hint says how a field is written: type, choices, bounds.
[[nodiscard]] std::string field_hint(const FieldDescription& field, const Output& output);
// field_help gives the field's help; may be empty.
[[nodiscard]] std::string field_help(const FieldDescription& field, const Output& output);

// problem_line says what is wrong with a field, and what to do.
[[nodiscard]] std::string problem_line(const FieldProblem& problem, const Output& output);

// state_line says in a few words how a form stands; debt_line who owes what until when.
[[nodiscard]] std::string state_line(const FormView& form, const Output& output);
[[nodiscard]] std::string debt_line(const FormDebt& debt, const Output& output);

// form_row is one form in a list, with a line for each debt; form_text the whole: how it stands, what was said, fields, comments.
[[nodiscard]] std::string form_row(const FormView& form, const Output& output);
[[nodiscard]] std::string form_text(const FormView& form, const Output& output);
[[nodiscard]] std::string draft_row(const FormDraft& draft, const Output& output);

}  // namespace valise::cli
