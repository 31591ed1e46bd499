// Proofs that somebody was given: that an entry stands in a log, or that one log begins with another.
#pragma once

#include <string>

#include "base/result.hpp"

namespace valise::audit {

// check_proof takes what `valise-registrar --json log prove` wrote, and says in words what it proves. Fails with malformed,
// proof_wrong.
[[nodiscard]] base::Result<std::string> check_proof(std::string_view text);

}  // namespace valise::audit
