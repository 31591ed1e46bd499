// Small files for their owner only: read whole with a limit, written atomically and durably. Key files use them.
#pragma once

#include <filesystem>
#include <string>

#include "keys/crypto/key_file_error.hpp"

namespace valise::crypto {

// Permissions: what to do about a file that group or others may open. `any` is for a person who was warned, and for file systems
// without permissions (USB sticks).
enum class Permissions { require_private, any };

// read_private_file gives the content. Fails with unreadable (missing, no regular file, more than `limit` bytes, I/O) or
// permissions_too_open. The error's context is the path and the system's reason.
[[nodiscard]] base::Result<std::string> read_private_file(const std::filesystem::path& path, std::size_t limit,
                                                          Permissions permissions);

// write_private_file creates the file with mode 0600: a temporary file in the same folder is written, synchronised and renamed,
// and the folder synchronised, so that after a crash there is the whole file or none. Fails with exists (the file is then
// untouched) or unwritable.
[[nodiscard]] base::Result<> write_private_file(const std::filesystem::path& path, std::string_view content);

// replace_private_file is the same for a file that is there, or not: for changes of a passphrase. After a crash there is the old
// content or the new.
[[nodiscard]] base::Result<> replace_private_file(const std::filesystem::path& path, std::string_view content);

}  // namespace valise::crypto
