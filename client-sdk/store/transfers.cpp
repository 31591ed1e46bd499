#include "client-sdk/store/transfers.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

Transfer read_transfer(sql::Rows& rows) {
  return Transfer{NewTransfer{.message = rows.id<base::MessageId>(1),
                              .sender = rows.id<base::DeviceId>(2),
                              .room = rows.id<base::RoomId>(3),
                              .position = static_cast<std::uint32_t>(rows.integer(4)),
                              .direction = enumerator<TransferDirection>(rows, 5),
                              .state = enumerator<TransferState>(rows, 6),
                              .attachment = optional_id<base::AttachmentId>(rows, 7),
                              .key = rows.id<base::IdempotencyKey>(8),
                              .name = text(rows, 9),
                              .media_type = text(rows, 10),
                              .size = rows.number(11),
                              .sha256 = array<32>(rows, 12),
                              .stored_size = rows.number(13),
                              .chunk_size = static_cast<std::uint32_t>(rows.integer(14)),
                              .file_key = secret_array<StoredFileKey>(rows, 15),
                              .path = text(rows, 16)},
                  rows.id<TransferId>(0), rows.number(17), text(rows, 18)};
}

}  // namespace

base::Result<TransferId> Transfers::put(const NewTransfer& transfer) {
  if (!storable(transfer.size) || !storable(transfer.stored_size)) return base::fail(StoreError::invalid_value, "file size");
  auto put = write(*db_,
                   "INSERT INTO transfers (message, sender, room, position, direction, state, attachment, idempotency_key, name, "
                   "media_type, size, sha256, stored_size, chunk_size, file_key, path) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   transfer.message, transfer.sender, transfer.room, transfer.position, static_cast<int>(transfer.direction),
                   static_cast<int>(transfer.state), transfer.attachment, transfer.key, transfer.name, transfer.media_type,
                   transfer.size, transfer.sha256, transfer.stored_size, transfer.chunk_size, transfer.file_key.expose(),
                   transfer.path.native());
  if (!put) return base::pass_on(put);
  return TransferId(db_->last_insert_id());
}

base::Result<std::optional<Transfer>> Transfers::find(TransferId id) const {
  return read_one(*db_, "SELECT * FROM transfers WHERE id = ?", read_transfer, id);
}

base::Result<std::vector<Transfer>> Transfers::of_message(const base::MessageId& message, const base::DeviceId& sender) const {
  return read_all(*db_, "SELECT * FROM transfers WHERE message = ? AND sender = ? ORDER BY position, direction", read_transfer,
                  message, sender);
}

base::Result<std::vector<Transfer>> Transfers::active() const {
  return read_all(*db_, "SELECT * FROM transfers WHERE state = 2 OR (state = 1 AND direction = 1) ORDER BY id", read_transfer);
}

base::Result<std::vector<Transfer>> Transfers::coming() const {
  return read_all(*db_, "SELECT * FROM transfers WHERE direction = 2 AND transferred > 0 ORDER BY id", read_transfer);
}

base::Result<> Transfers::set_attachment(TransferId id, const base::AttachmentId& attachment) {
  return write_one(*db_, "UPDATE transfers SET attachment = ? WHERE id = ?", attachment, id);
}

base::Result<> Transfers::set_path(TransferId id, const std::filesystem::path& path) {
  return write_one(*db_, "UPDATE transfers SET path = ? WHERE id = ?", path.native(), id);
}

base::Result<> Transfers::set_progress(TransferId id, std::uint64_t transferred) {
  if (!storable(transferred)) return base::fail(StoreError::invalid_value, "progress");
  return write_one(*db_, "UPDATE transfers SET transferred = ? WHERE id = ?", transferred, id);
}

base::Result<> Transfers::set_state(TransferId id, TransferState state, std::string_view reason) {
  return write_one(*db_, "UPDATE transfers SET state = ?, reason = ? WHERE id = ?", static_cast<int>(state), reason, id);
}

}  // namespace valise::sdk::store
