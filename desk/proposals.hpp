// Changes of an authority's record: the security officer proposes them, registrars review and countersign (0037).
#pragma once

#include "desk/office_run.hpp"

namespace valise::desk {

// proposals_answer does what an act about proposals asks for; a failure for any other act.
[[nodiscard]] v1::FromDesk proposals_answer(const OfficeOptions& options, const v1::DeskOfficeAct& request);

}  // namespace valise::desk
