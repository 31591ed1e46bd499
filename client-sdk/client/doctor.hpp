// doctor: what is wrong with this profile, and what to do about it. Offline.
#pragma once

#include "client-sdk/client/context.hpp"
#include "keys/crypto/swap.hpp"
#include "valise/doctor.hpp"

namespace valise::sdk::client {

[[nodiscard]] std::vector<valise::Finding> examine(Context& context);
// check_swap says what the swap areas of this computer mean for what is read and written here.
[[nodiscard]] valise::Finding check_swap(const crypto::SwapAreas& areas);
// check_of says a finding in English.
[[nodiscard]] valise::Check check_of(const valise::Finding& finding);

}  // namespace valise::sdk::client
