// doctor: what is wrong with this profile, and what to do about it. Offline.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

[[nodiscard]] std::vector<valise::Check> examine(Context& context);

}  // namespace valise::sdk::client
