#include "client-sdk/store/unsettled.hpp"

#include "client-sdk/store/message_row.hpp"

namespace valise::sdk::store {

base::Result<std::vector<Message>> Unsettled::list() const {
  return read_all(*db_,
                  "SELECT messages.* FROM unsettled CROSS JOIN messages ON messages.id = unsettled.message AND messages.sender = "
                  "unsettled.sender ORDER BY messages.serial",
                  read_message);
}

base::Result<> Unsettled::strike(const base::MessageId& message, const base::DeviceId& sender) {
  return write(*db_, "DELETE FROM unsettled WHERE message = ? AND sender = ?", message, sender);
}

}  // namespace valise::sdk::store
