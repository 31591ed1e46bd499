// Evidence: for each message what lets somebody outside the room verify later who signed it: signature, place of the signer in
// the group, authenticated data, and the group's context of that epoch (once for all messages of the epoch). Public data within
// the room; stored in the transaction that stores the message.
#pragma once

#include <optional>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

struct SignedBy {
  std::uint64_t epoch = 0;
  std::uint32_t leaf = 0;
  base::Bytes authenticated_data;
  base::Bytes signature;
  base::Bytes group_context;  // encoded GroupContext (RFC 9420 section 8.1)
};

class Evidence {
 public:
  explicit Evidence(sql::Database& db) : db_(&db) {}

  // put keeps the evidence of a message; of one that is protected anew, the latest.
  [[nodiscard]] base::Result<> put(const base::MessageId& message, const base::DeviceId& sender, const SignedBy& evidence);
  [[nodiscard]] base::Result<std::optional<SignedBy>> of(const base::MessageId& message, const base::DeviceId& sender) const;

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
