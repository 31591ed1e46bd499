// Comments on a form for people: below the field whose words they are about, with what became of these words since.
#pragma once

#include "cli/output.hpp"
#include "valise/form_view.hpp"

namespace valise::cli {

// comments_on gives the comments on words of a field of the form, those on earlier versions of a draft first; other_comments
// those that are about no field of it.
[[nodiscard]] std::string comments_on(const FieldValue& field, const FormView& form, const Output& output);
[[nodiscard]] std::string other_comments(const FormView& form, const Output& output);

}  // namespace valise::cli
