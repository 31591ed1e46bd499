// The schemas of the relay's two files, version by version. A version that was released is never changed; a new one is added.
#pragma once

#include <span>

#include "sql/database.hpp"

namespace valise::server::store {

// Attachments have large pages: a chunk of 1 MiB is written and read half as fast again as with pages of 4 KiB.
inline constexpr int kStorePageSize = 4096;
inline constexpr int kAttachmentPageSize = 16384;

[[nodiscard]] std::span<const sql::Sql> store_schema();
[[nodiscard]] std::span<const sql::Sql> attachment_schema();

}  // namespace valise::server::store
