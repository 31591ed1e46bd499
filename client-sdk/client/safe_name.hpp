// Names of received files. The name in a message is chosen by its sender; what touches the file system is made here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace valise::sdk::client {

// safe_name gives a bare file name for `claimed`: the part after the last slash or backslash, without control characters, bidi
// controls and leading dots or spaces, valid UTF-8, at most 200 bytes with the extension kept; "file" if nothing is left.
[[nodiscard]] std::string safe_name(std::string_view claimed);

// free_path gives a path in `folder` that does not exist yet: "draft.pdf", else "draft (2).pdf", "draft (3).pdf", ...
[[nodiscard]] std::filesystem::path free_path(const std::filesystem::path& folder, const std::string& name);

}  // namespace valise::sdk::client
