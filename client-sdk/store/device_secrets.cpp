#include "client-sdk/store/device_secrets.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {

base::Result<> DeviceSecrets::put(const DeviceKeys& keys) {
  return write(*db_, "INSERT INTO device_keys VALUES (1, ?, ?)", keys.signature.expose(), keys.transport.expose());
}

base::Result<std::optional<DeviceKeys>> DeviceSecrets::load() const {
  const auto read = [](sql::Rows& rows) {
    return DeviceKeys{secret_array<crypto::SigningSeed>(rows, 0), secret_array<crypto::SigningSeed>(rows, 1)};
  };
  return read_one(*db_, "SELECT signature, transport FROM device_keys", read);
}

base::Result<> DeviceSecrets::erase() { return write(*db_, "DELETE FROM device_keys"); }

}  // namespace valise::sdk::store
