// Asking for the fields of a form at a terminal, one after the other; each answer is kept before the next question.
#pragma once

#include "cli/session.hpp"
#include "valise/forms.hpp"

namespace valise::cli {

// ask_fields asks for what is missing or wrong in `draft`: the required fields, with `all` the optional ones as well, and keeps
// the draft after each. usage where the input ends before the form is complete; the draft is kept then.
[[nodiscard]] Result<> ask_fields(Session& session, Forms& forms, FormDraft& draft, bool all);

// complaint names the fields that need another look, with a line for each on standard error.
[[nodiscard]] Error complaint(Session& session, const FormDraft& draft, const std::vector<FieldProblem>& problems);

}  // namespace valise::cli
