// synced_size: how much of a real file was made durable. A program that links this has an fdatasync of its own, which notes that
// and waits for no disk; so a simulated power cut can take the rest away. For the few files that are not on a simulated disk.
#pragma once

#include <cstdint>
#include <filesystem>

namespace valise::simulation {

[[nodiscard]] std::uint64_t synced_size(const std::filesystem::path& file);

}  // namespace valise::simulation
