// Versions of forms for people, and what differs between two.
#pragma once

#include "cli/output.hpp"
#include "valise/form_versions.hpp"

namespace valise::cli {

// version_row is one in a list; `number` counts from 1.
[[nodiscard]] std::string version_row(const FormVersion& version, std::size_t number, const Output& output);
// difference_text shows the fields that differ: [-words that went-] {+words that came+}, and of long runs that stayed only the
// ends.
[[nodiscard]] std::string difference_text(const FormDifference& difference, const Output& output);

}  // namespace valise::cli
