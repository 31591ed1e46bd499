// Saving a message's files, for `read` and `recv`.
#pragma once

#include "cli/session.hpp"

namespace valise::cli {

// save_files downloads the files of a message into `folder` with a progress bar, and says where they are: a line, or an object
// "saved". Nothing happens for a message without files.
[[nodiscard]] Result<> save_files(Session& session, Client& client, const MessageView& message,
                                  const std::filesystem::path& folder);

}  // namespace valise::cli
