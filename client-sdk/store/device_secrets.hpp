// DeviceSecrets: the two private keys of this device. Written once, when an invite is accepted; they leave the database only as
// Secret. The database page that held them is overwritten when they go (secure_delete).
#pragma once

#include <optional>

#include "base/result.hpp"
#include "keys/crypto/ed25519.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

struct DeviceKeys {
  crypto::SigningSeed signature;  // MLS leaf signature key
  crypto::SigningSeed transport;  // authentication to the relay
};

class DeviceSecrets {
 public:
  explicit DeviceSecrets(sql::Database& db) : db_(&db) {}

  // put stores the keys; fails with constraint if there are some already.
  [[nodiscard]] base::Result<> put(const DeviceKeys& keys);
  [[nodiscard]] base::Result<std::optional<DeviceKeys>> load() const;
  [[nodiscard]] base::Result<> erase();

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
