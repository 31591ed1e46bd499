// The socket in a profile's folder: its name, both ways of opening it, and whose process is at the other end.
#pragma once

#include <filesystem>
#include <optional>

namespace valise::local {

// connect_to gives a descriptor connected to the desk of the profile in `folder`, whose process belongs to this user; nothing
// where nobody answers.
[[nodiscard]] std::optional<int> connect_to(const std::filesystem::path& folder);

// listen_in makes the socket (0600) in `folder` and listens; what stood in its place before is gone. Nothing where that fails.
[[nodiscard]] std::optional<int> listen_in(const std::filesystem::path& folder);
// remove_from takes the socket away if this process listens on it.
void remove_from(const std::filesystem::path& folder);

// is_own says whether the process at the other end ran as this user when it connected or listened (SO_PEERCRED).
[[nodiscard]] bool is_own(int descriptor);

}  // namespace valise::local
