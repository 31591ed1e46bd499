// What the stand-in for valise::Duty answers with.
#pragma once

#include "valise/duty.hpp"

namespace valise::tests {

struct DutyWorld {
  std::vector<DutyStatus> status;
  HandoverDraft draft;  // written down
};
[[nodiscard]] DutyWorld& duty_world();

}  // namespace valise::tests
