#include "client-sdk/store/evidence.hpp"

#include "client-sdk/store/query.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::store {

base::Result<> Evidence::put(const base::MessageId& message, const base::DeviceId& sender, const SignedBy& evidence) {
  if (!storable(evidence.epoch)) return base::fail(StoreError::invalid_value, "evidence");
  const auto hash = crypto::Sha256::of(evidence.group_context);
  auto context = write(*db_, "INSERT INTO group_contexts (hash, context) VALUES (?, ?) ON CONFLICT DO NOTHING", hash,
                       evidence.group_context);
  if (!context) return context;
  return write(
      *db_,
      "INSERT OR REPLACE INTO evidence (message, sender, epoch, leaf, authenticated_data, signature, context) VALUES (?, ?, "
      "?, ?, ?, ?, ?)",
      message, sender, static_cast<std::int64_t>(evidence.epoch), static_cast<std::int64_t>(evidence.leaf),
      evidence.authenticated_data, evidence.signature, hash);
}

base::Result<std::optional<SignedBy>> Evidence::of(const base::MessageId& message, const base::DeviceId& sender) const {
  const auto read = [](sql::Rows& rows) {
    return SignedBy{.epoch = static_cast<std::uint64_t>(rows.integer(0)),
                    .leaf = static_cast<std::uint32_t>(rows.integer(1)),
                    .authenticated_data = rows.bytes(2),
                    .signature = rows.bytes(3),
                    .group_context = rows.bytes(4)};
  };
  return read_one(
      *db_,
      "SELECT epoch, leaf, authenticated_data, signature, group_contexts.context FROM evidence JOIN group_contexts ON "
      "evidence.context = group_contexts.hash WHERE message = ? AND sender = ?",
      read, message, sender);
}

}  // namespace valise::sdk::store
