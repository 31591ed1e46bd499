// Forms as JSON; docs/CLI.md has the shapes. Words are free of the person's language.
#pragma once

#include <boost/json/object.hpp>

#include "valise/form_versions.hpp"
#include "valise/forms.hpp"

namespace valise::cli {

[[nodiscard]] boost::json::object json_of(const FormView& form);
[[nodiscard]] boost::json::object json_of(const FormDraft& draft);
[[nodiscard]] boost::json::object json_of(const CommentView& comment);
[[nodiscard]] boost::json::object json_of(const FormVersion& version);
[[nodiscard]] boost::json::object json_of(const FormDifference& difference);
// json_of a kind: its fields with type, bounds and choices.
[[nodiscard]] boost::json::object json_of(const FormDescription& kind);

}  // namespace valise::cli
