#include "server/store/attachment_table.hpp"

#include <algorithm>

#include "sql/error.hpp"

namespace valise::server::store::attachments {
namespace {

constexpr std::uint64_t kChunk = AttachmentStore::chunk_size;
constexpr std::size_t kReadAtOnce = 4 * kChunk;
constexpr int kNumberBits = 20;  // of a chunk's number within its row id: attachments below 1 TiB
constexpr std::size_t kChunksPerSweep = 64;

struct Attachment {
  std::int64_t row = 0;
  core::AttachmentInfo info;
  std::uint64_t prefix = 0;  // chunks

  [[nodiscard]] std::uint64_t chunks() const { return (info.size + kChunk - 1) / kChunk; }
};

std::int64_t chunk_row(std::int64_t attachment, std::uint64_t number) {
  return (attachment << kNumberBits) | static_cast<std::int64_t>(number);
}

base::Result<Attachment> find(sql::Database& db, const base::AttachmentId& id) {
  auto rows = db.query("SELECT id, room, uploader, size, prefix, completed_at FROM attachments WHERE attachment = ?", id);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return base::fail(core::Refusal::not_found, "attachment");
  const std::uint64_t size = rows.number(3);
  const std::uint64_t prefix = rows.number(4);
  return Attachment{.row = rows.integer(0),
                    .info = {.room = rows.id<base::RoomId>(1),
                             .uploader = rows.id<base::DeviceId>(2),
                             .size = size,
                             .received = std::min(size, prefix * kChunk),
                             .complete = !rows.is_null(5)},
                    .prefix = prefix};
}

// check_place judges where a chunk may begin and how long it must be.
base::Result<> check_place(const Attachment& attachment, std::uint64_t offset, std::size_t length) {
  if (offset % kChunk != 0 || offset >= attachment.info.size) return base::fail(core::Refusal::malformed, "chunk offset");
  if (length != std::min(kChunk, attachment.info.size - offset)) return base::fail(core::Refusal::malformed, "chunk length");
  return {};
}

// put keeps a chunk; conflict if other bytes are there.
base::Result<> put(sql::Database& db, std::int64_t row, base::ByteView bytes) {
  {
    auto rows = db.query("SELECT bytes FROM chunks WHERE id = ?", row);
    auto found = rows.next();
    if (!found) return base::pass_on(found);
    if (*found) return base::equal(rows.blob(0), bytes) ? base::Result<>{} : base::fail(core::Refusal::conflict, "chunk");
  }
  auto kept = db.run("INSERT INTO chunks(id, bytes) VALUES(?, ?)", row, bytes);
  if (!kept) return base::pass_on(kept);
  return {};
}

// advance counts the chunks that follow on the prefix.
base::Result<> advance(sql::Database& db, Attachment& attachment) {
  while (attachment.prefix < attachment.chunks()) {
    auto next = db.value("SELECT 1 FROM chunks WHERE id = ?", chunk_row(attachment.row, attachment.prefix));
    if (!next) return base::pass_on(next);
    if (!*next) break;
    ++attachment.prefix;
  }
  attachment.info.received = std::min(attachment.info.size, attachment.prefix * kChunk);
  attachment.info.complete = attachment.prefix == attachment.chunks();
  return {};
}

base::Result<> check_room(std::optional<std::int64_t> held, const NewAttachment& attachment, std::uint64_t most) {
  if (static_cast<std::uint64_t>(held.value_or(0)) + attachment.size <= most) return {};
  return base::fail(core::Refusal::stored_quota, "attachments");
}

base::Result<> check_quota(Write& write, const NewAttachment& attachment) {
  if (attachment.size == 0) return base::fail(core::Refusal::malformed, "attachment is empty");
  if (attachment.size > write.limits.attachment_bytes) return base::fail(core::Refusal::too_large, "attachment");
  // Even the smallest takes a page or two.
  auto of_device = write.db.value("SELECT sum(size + 16384) FROM attachments WHERE uploader = ?", attachment.uploader);
  if (!of_device) return base::pass_on(of_device);
  if (auto fits = check_room(*of_device, attachment, write.limits.attachment_bytes_per_device);
      !fits || attachment.authority.empty())
    return fits;
  auto of_authority = write.db.value("SELECT sum(size + 16384) FROM attachments WHERE authority = ?", attachment.authority);
  if (!of_authority) return base::pass_on(of_authority);
  return check_room(*of_authority, attachment, write.limits.attachment_bytes_per_authority);
}

base::Result<std::optional<base::AttachmentId>> earlier(sql::Database& db, const NewAttachment& attachment,
                                                        const core::RequestDigest& digest) {
  auto rows =
      db.query("SELECT attachment, digest FROM attachments WHERE uploader = ? AND key = ?", attachment.uploader, attachment.key);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return std::nullopt;
  if (rows.id<core::RequestDigest>(1) != digest) return base::fail(core::Refusal::key_reused, "idempotency key");
  return rows.id<base::AttachmentId>(0);
}

// erase_some takes chunks off an attachment, and the attachment itself when they are all gone. Gives how many chunks.
base::Result<std::size_t> erase_some(sql::Database& db, std::int64_t row, std::size_t limit) {
  auto chunks = db.run("DELETE FROM chunks WHERE id IN (SELECT id FROM chunks WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)",
                       chunk_row(row, 0), chunk_row(row + 1, 0) - 1, limit);
  if (!chunks) return base::pass_on(chunks);
  if (static_cast<std::size_t>(*chunks) == limit) return limit;
  auto gone = db.run("DELETE FROM attachments WHERE id = ?", row);
  if (!gone) return base::pass_on(gone);
  return static_cast<std::size_t>(*chunks);
}

}  // namespace

base::Result<base::AttachmentId> create(Write& write, const NewAttachment& attachment, const core::RequestDigest& digest,
                                        const base::AttachmentId& fresh) {
  auto known = earlier(write.db, attachment, digest);
  if (!known) return base::pass_on(known);
  if (*known) return **known;
  if (auto allowed = check_quota(write, attachment); !allowed) return base::pass_on(allowed);
  auto made = write.db.run(
      "INSERT INTO attachments(attachment, room, uploader, key, digest, size, prefix, created_at, "
      "authority) VALUES(?, ?, ?, ?, ?, ?, 0, ?, ?)",
      fresh, attachment.room, attachment.uploader, attachment.key, digest, attachment.size, write.now, attachment.authority);
  if (!made) return base::pass_on(made);
  return fresh;
}

base::Result<core::AttachmentInfo> write_chunk(Write& write, const base::AttachmentId& id, const base::DeviceId& uploader,
                                               std::uint64_t offset, base::ByteView bytes) {
  auto attachment = find(write.db, id);
  if (!attachment) return base::pass_on(attachment);
  if (attachment->info.uploader != uploader) return base::fail(core::Refusal::not_authorised, "attachment");
  if (auto fits = check_place(*attachment, offset, bytes.size()); !fits) return base::pass_on(fits);
  if (auto kept = put(write.db, chunk_row(attachment->row, offset / kChunk), bytes); !kept) return base::pass_on(kept);
  if (attachment->info.complete) return attachment->info;
  if (auto counted = advance(write.db, *attachment); !counted) return base::pass_on(counted);
  const auto completed_at = attachment->info.complete ? std::optional(write.now) : std::nullopt;
  auto noted = write.db.run("UPDATE attachments SET prefix = ?, completed_at = ? WHERE id = ?", attachment->prefix, completed_at,
                            attachment->row);
  if (!noted) return base::pass_on(noted);
  return attachment->info;
}

base::Result<Swept> sweep(Write& write) {
  Swept swept;
  while (swept.erased < kChunksPerSweep) {
    auto row =
        write.db.value("SELECT id FROM attachments WHERE completed_at < ?1 OR (completed_at IS NULL AND created_at < ?2) LIMIT 1",
                       write.now - write.limits.retention, write.now - write.limits.unfinished_upload);
    if (!row) return base::pass_on(row);
    if (!*row) return swept;
    auto erased = erase_some(write.db, **row, kChunksPerSweep - swept.erased);
    if (!erased) return base::pass_on(erased);
    swept.erased += *erased + 1;
  }
  swept.more = true;
  return swept;
}

base::Result<core::AttachmentInfo> info(sql::Database& db, const base::AttachmentId& id) {
  auto attachment = find(db, id);
  if (!attachment) return base::pass_on(attachment);
  return attachment->info;
}

base::Result<base::Bytes> read(sql::Database& db, const base::AttachmentId& id, std::uint64_t offset, std::size_t length) {
  auto attachment = find(db, id);
  if (!attachment) return base::pass_on(attachment);
  const core::AttachmentInfo& info = attachment->info;
  if (!info.complete) return base::fail(core::Refusal::incomplete, "attachment");
  if (offset > info.size) return base::fail(core::Refusal::malformed, "range");
  const std::uint64_t end = std::min({info.size, offset + std::min(length, kReadAtOnce)});
  base::Bytes out;
  out.reserve(end - offset);
  while (offset < end) {
    auto rows = db.query("SELECT bytes FROM chunks WHERE id = ?", chunk_row(attachment->row, offset / kChunk));
    auto found = rows.next();
    if (!found) return base::pass_on(found);
    const base::ByteView chunk = *found ? rows.blob(0) : base::ByteView{};
    const std::uint64_t from = offset % kChunk;
    if (chunk.size() <= from) return base::fail(sql::SqlError::corrupt, "a chunk is missing");
    const base::ByteView part = chunk.subspan(from, std::min<std::uint64_t>(chunk.size() - from, end - offset));
    base::append(out, part);
    offset += part.size();
  }
  return out;
}

}  // namespace valise::server::store::attachments
