// Transfers: the files that belong to messages, and how far each has come, so that an interrupted upload or download goes on
// where it stopped. The key of a file is secret and leaves the database only as FileKey.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

using TransferId = base::Strong<struct TransferIdTag, std::int64_t>;
// StoredFileKey is the key of one file; `retag` turns it into the type of crypto's file encryption.
using StoredFileKey = crypto::Secret<struct StoredFileKeyTag, 32>;

enum class TransferDirection : int { upload = 1, download = 2 };
enum class TransferState : int {
  offered = 1,  // download: known from a message, nobody has asked for it; upload: held back by the person
  active = 2,   // to be continued
  complete = 3,
  failed = 4,
};

// NewTransfer is what is known when a file is attached, or a message with one arrives.
struct NewTransfer {
  base::MessageId message;
  base::DeviceId sender;
  base::RoomId room;
  std::uint32_t position = 0;  // within the message, from 0
  TransferDirection direction = TransferDirection::download;
  TransferState state = TransferState::offered;
  std::optional<base::AttachmentId> attachment;  // upload: none until the relay gave one
  base::IdempotencyKey key;                      // upload: of the request that makes the attachment
  std::string name;                              // as in the signed content
  std::string media_type;
  std::uint64_t size = 0;         // plain bytes
  base::ByteArray<32> sha256{};   // of the plain file
  std::uint64_t stored_size = 0;  // encrypted bytes
  std::uint32_t chunk_size = 0;   // plain bytes per chunk
  StoredFileKey file_key;
  std::filesystem::path path;  // upload: encrypted file to send; download: where it is put together
};

struct Transfer : NewTransfer {
  TransferId id;
  std::uint64_t transferred = 0;  // encrypted bytes from the start that are durable at the other end
  std::string reason;             // why it failed, in our words
};

class Transfers {
 public:
  explicit Transfers(sql::Database& db) : db_(&db) {}

  // put stores a new transfer; the message need not be stored yet. Fails with constraint for a second one at the same place.
  [[nodiscard]] base::Result<TransferId> put(const NewTransfer& transfer);
  [[nodiscard]] base::Result<std::optional<Transfer>> find(TransferId id) const;
  // of_message gives a message's files in their order.
  [[nodiscard]] base::Result<std::vector<Transfer>> of_message(const base::MessageId& message,
                                                               const base::DeviceId& sender) const;
  // active gives what is to be continued, and the files that are held back, oldest first.
  [[nodiscard]] base::Result<std::vector<Transfer>> active() const;
  // coming gives the downloads of which something is durable here, oldest first.
  [[nodiscard]] base::Result<std::vector<Transfer>> coming() const;

  [[nodiscard]] base::Result<> set_attachment(TransferId id, const base::AttachmentId& attachment);
  [[nodiscard]] base::Result<> set_path(TransferId id, const std::filesystem::path& path);
  [[nodiscard]] base::Result<> set_progress(TransferId id, std::uint64_t transferred);
  [[nodiscard]] base::Result<> set_state(TransferId id, TransferState state, std::string_view reason = {});

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
