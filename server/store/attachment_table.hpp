// Attachments: what was announced, and the chunks received. A chunk's row id is made of its attachment's and its number, so
// chunks need no index.
#pragma once

#include "server/store/attachment_store.hpp"
#include "server/store/tables.hpp"

namespace valise::server::store::attachments {

// create gives `fresh` as the new attachment's id, or the earlier one's.
[[nodiscard]] base::Result<base::AttachmentId> create(Write& write, const NewAttachment& attachment,
                                                      const core::RequestDigest& digest, const base::AttachmentId& fresh);
[[nodiscard]] base::Result<core::AttachmentInfo> write_chunk(Write& write, const base::AttachmentId& id,
                                                             const base::DeviceId& uploader, std::uint64_t offset,
                                                             base::ByteView bytes);

struct Swept {
  std::size_t erased = 0;  // chunks and attachments
  bool more = false;
};
// sweep erases a bounded number of chunks that are past their time.
[[nodiscard]] base::Result<Swept> sweep(Write& write);

[[nodiscard]] base::Result<core::AttachmentInfo> info(sql::Database& db, const base::AttachmentId& id);
[[nodiscard]] base::Result<base::Bytes> read(sql::Database& db, const base::AttachmentId& id, std::uint64_t offset,
                                             std::size_t length);

}  // namespace valise::server::store::attachments
