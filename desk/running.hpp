// A desk that has the profile already, found by its local socket: a second start is a person who wants to see the page again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "valise/error.hpp"

namespace valise::desk {

// page_of_running gives a fresh address of the page of the desk that runs on the profile in `folder` for this user, good once and
// for a minute; nothing where none runs. ErrorKind::busy: it is of another version, or does not answer.
[[nodiscard]] Result<std::optional<std::string>> page_of_running(const std::filesystem::path& folder);

}  // namespace valise::desk
