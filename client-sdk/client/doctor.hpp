// doctor: what is wrong with this profile, and what to do about it. Offline.
#pragma once

#include "client-sdk/client/context.hpp"
#include "keys/crypto/swap.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

[[nodiscard]] std::vector<valise::Check> examine(Context& context);
// check_swap says what the swap areas of this computer mean for what is read and written here.
[[nodiscard]] valise::Check check_swap(const crypto::SwapAreas& areas);

}  // namespace valise::sdk::client
