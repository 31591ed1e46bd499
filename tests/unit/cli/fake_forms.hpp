// Stand-ins for valise::Forms: they answer from this, and write down what they were given. Emptied with the World.
#pragma once

#include "valise/form_versions.hpp"
#include "valise/forms.hpp"

namespace valise::tests {

struct FormWorld {
  std::vector<FormView> forms;
  std::vector<FormDraft> drafts;
  FormFields prefilled;  // what begin adds
  std::vector<FormVersion> versions;
  FormDifference difference;

  // Written down.
  std::vector<FormDraft> kept;  // each time
  FormDraft sent;
  FormReport report;
  CommentDraft comment;
  FormFilter filter;
};

[[nodiscard]] FormWorld& form_world();

}  // namespace valise::tests
