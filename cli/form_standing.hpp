// valise form: how forms stand, and what is said about them.
#pragma once

#include "cli/command_line.hpp"

namespace valise::cli {

// add_form_views adds list, show, versions and diff; add_form_words status, answer and comment.
void add_form_views(CLI::App& form, Action& action);
void add_form_words(CLI::App& form, Action& action);

}  // namespace valise::cli
