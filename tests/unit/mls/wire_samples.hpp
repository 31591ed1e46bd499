// Samples of every form of tests/unit/mls/wire_forms.hpp, taken from real groups.
#pragma once

#include <string>
#include <vector>

#include "client-sdk/mls/types.hpp"

namespace valise::mls::test {

struct WireSample {
  std::string form;
  Bytes bytes;
};

// wire_samples gives at least one of each form.
[[nodiscard]] std::vector<WireSample> wire_samples();

}  // namespace valise::mls::test
