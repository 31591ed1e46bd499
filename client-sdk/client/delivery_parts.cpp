#include "client-sdk/client/delivery_parts.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/mls/error.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::client {

bool is_unverifiable(const std::error_code& code) {
  if (code == mls::MlsError::bad_saved_state || code == mls::MlsError::unknown_saved_format ||
      code == mls::MlsError::signing_failed)
    return false;  // our own trouble
  return code.category() == std::error_code(mls::MlsError::malformed).category() || code == ClientError::delivery_altered ||
         code == ClientError::log_withheld;
}

std::optional<base::RoomId> room_of(const v1::Delivery& delivery) { return base::RoomId::parse(delivery.room_id()); }

Result<> advance(store::Transaction& tx, const Context& context, const v1::Delivery& delivery) {
  const auto hash = crypto::Sha256::of(base::as_bytes(delivery.message()));
  if (auto noted = tx.meta().note_taken(hash, context.clock.now()); !noted) return noted;
  if (delivery.mailbox_seq() == 0) return {};  // it was set aside, and has been acknowledged
  return tx.meta().advance_mailbox(base::MailboxSeq(delivery.mailbox_seq()));
}

Result<> move_position(store::Transaction& tx, const v1::Delivery& delivery) {
  const auto id = room_of(delivery);
  if (!id) return {};
  auto room = tx.rooms().find(*id);
  if (!room) return pass_on(room);
  if (!*room) return {};
  const base::RoomSeq seq(delivery.room_seq());
  (*room)->last_seq = std::max((*room)->last_seq, seq);
  if (delivery.kind() == v1::DELIVERY_KIND_COMMIT) (*room)->handshake_position = std::max((*room)->handshake_position, seq);
  return tx.rooms().put(**room);
}

}  // namespace valise::sdk::client
