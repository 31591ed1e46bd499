// AttachmentStore: the bodies of attachments, which are ciphertext. What store.hpp says of transactions, errors, threads and
// decorators holds here too. Whether a device may read is for the caller to judge: AttachmentInfo has the room, Store::is_member
// the list.
#pragma once

#include "server/store/store.hpp"

namespace valise::server::store {

struct NewAttachment {
  base::RoomId room;
  base::DeviceId uploader;
  base::IdempotencyKey key;
  std::uint64_t size = 0;
  std::string authority;  // the uploader's
};

class AttachmentStore {
 public:
  static constexpr std::size_t chunk_size = 1024 * 1024;

  virtual ~AttachmentStore() = default;

  // ---- writing ----

  // create makes room for an upload. The same key gives the same id (R6). key_reused, too_large, stored_quota, malformed (size
  // 0).
  virtual void create(NewAttachment attachment, Completion<base::AttachmentId> done) = 0;
  // write_chunk keeps the chunk at `offset`, a multiple of chunk_size, of full size unless it is the last; chunks may come in any
  // order. Durable when completed. The same bytes again are fine. not_found, not_authorised (not the uploader), malformed,
  // conflict (other bytes are there).
  virtual void write_chunk(base::AttachmentId id, base::DeviceId uploader, std::uint64_t offset, base::Bytes bytes,
                           Completion<core::AttachmentInfo> done) = 0;
  // sweep erases what is past the retention time, and uploads that were not finished in time, in a bounded step. Gives whether
  // there is more.
  virtual void sweep(Completion<bool> done) = 0;

  // ---- reading ----

  virtual void info(base::AttachmentId id, Completion<core::AttachmentInfo> done) = 0;
  // read gives up to `length` bytes, at most 4 chunks, from `offset`; fewer at the end. not_found, incomplete, malformed (beyond
  // the end).
  virtual void read(base::AttachmentId id, std::uint64_t offset, std::size_t length, Completion<base::Bytes> done) = 0;
};

}  // namespace valise::server::store
