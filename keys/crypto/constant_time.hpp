// Comparison of secret or secret-derived bytes.
#pragma once

#include "base/bytes.hpp"

namespace valise::crypto {

// constant_time_equal takes a time that depends on the sizes only. Different sizes are unequal.
[[nodiscard]] bool constant_time_equal(base::ByteView a, base::ByteView b);

}  // namespace valise::crypto
