#include "client-sdk/store/unsettled.hpp"

#include "client-sdk/store/message_row.hpp"

namespace valise::sdk::store {

base::Result<std::vector<Message>> Unsettled::list(base::UnixMillis now) const {
  return read_all(
      *db_,
      "SELECT messages.* FROM unsettled INDEXED BY unsettled_from CROSS JOIN messages ON messages.id = "
      "unsettled.message AND messages.sender = unsettled.sender WHERE unsettled.from_time <= ? ORDER BY messages.serial",
      read_message, now);
}

base::Result<> Unsettled::strike(const base::MessageId& message, const base::DeviceId& sender) {
  return write(*db_, "DELETE FROM unsettled WHERE message = ? AND sender = ?", message, sender);
}

base::Result<> Unsettled::put_off(const base::MessageId& message, const base::DeviceId& sender, base::UnixMillis until) {
  return write(*db_, "UPDATE unsettled SET from_time = ? WHERE message = ? AND sender = ?", until, message, sender);
}

}  // namespace valise::sdk::store
