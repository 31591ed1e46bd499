// Unsettled: the messages that may still want something of somebody: forms, urgent messages, wishes to forward. The schema's
// triggers put a message here when it comes and whenever something is said about it or moves; whether it does want something is
// worked out by client-sdk/client/unsettled.hpp, which strikes what does not. So what is open is found without reading what is
// not.
#pragma once

#include <vector>

#include "client-sdk/store/messages.hpp"

namespace valise::sdk::store {

class Unsettled {
 public:
  explicit Unsettled(sql::Database& db) : db_(&db) {}

  // list gives those that are to be looked at now, in the order in which they came here.
  [[nodiscard]] base::Result<std::vector<Message>> list(base::UnixMillis now) const;
  // strike takes a message out until something changes; put_off until then, or a time.
  [[nodiscard]] base::Result<> strike(const base::MessageId& message, const base::DeviceId& sender);
  [[nodiscard]] base::Result<> put_off(const base::MessageId& message, const base::DeviceId& sender, base::UnixMillis until);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
