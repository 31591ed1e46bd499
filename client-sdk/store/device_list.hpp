// Lists of devices as one blob: the ids one after the other. Internal to client-sdk/store.
#pragma once

#include <vector>

#include "base/ids.hpp"

namespace valise::sdk::store {

[[nodiscard]] base::Bytes joined(const std::vector<base::DeviceId>& devices);
[[nodiscard]] std::vector<base::DeviceId> split(base::ByteView joined_ids);

}  // namespace valise::sdk::store
