// The lock file of a profile folder: who holds it, and a lock of the kernel that ends with the process. Internal to
// client-sdk/store. Open-file-description locks: unlike flock they can be tested without being taken.
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.hpp"

namespace valise::sdk::store {

struct Held;

// take_lock opens the lock file, locks it and writes `holder` into it; gives the descriptor. Fails with held (its context names
// the holder) or disk.
[[nodiscard]] base::Result<int> take_lock(const std::filesystem::path& file, const Held& holder);
// read_holder says who holds the lock; nothing if nobody does.
[[nodiscard]] base::Result<std::optional<Held>> read_holder(const std::filesystem::path& file);
// release_lock empties the file and closes it.
void release_lock(int descriptor);

}  // namespace valise::sdk::store
