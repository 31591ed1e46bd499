// Padding of private messages (RFC 9420 section 15.1).
#pragma once

#include <cstddef>
#include <functional>

namespace valise::mls {

// padme gives the length to which `length` bytes are padded so that the length tells little: at most 12 % more, less for longer
// data; of a length L only log2(log2(L)) bits remain visible (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
// Communication with PURBs", PETS 2019, section 3.3).
[[nodiscard]] std::size_t padme(std::size_t length);

// A PaddingPolicy gives the padded length, which must be at least the length.
using PaddingPolicy = std::function<std::size_t(std::size_t length)>;

}  // namespace valise::mls
