// The relay's own keys on disk: raw files of 32 bytes, mode 0600, or credentials that systemd hands over. A credential of the
// same name in $CREDENTIALS_DIRECTORY ("database.key", "log.key") goes before the file in the data folder.
#pragma once

#include <filesystem>

#include "keys/crypto/ed25519.hpp"
#include "server/store/sqlcipher_store.hpp"

namespace valise::server::app {

using DatabaseKey = crypto::Secret<struct DatabaseKeyTag, 32>;

// StoreKeys are derived from the one database key, one for each file.
struct StoreKeys {
  store::StoreKey store;
  store::StoreKey attachments;
};
[[nodiscard]] StoreKeys derive_store_keys(const DatabaseKey& key);

// where_key gives the credential's path if there is one, else `file`.
[[nodiscard]] std::filesystem::path where_key(const std::filesystem::path& file, const char* credentials_directory);

// load_ and create_ fail with AppError::bad_key_file or a KeyFileError, which name the file.
[[nodiscard]] base::Result<DatabaseKey> load_database_key(const std::filesystem::path& file);
[[nodiscard]] base::Result<crypto::SigningKey> load_log_key(const std::filesystem::path& file);
[[nodiscard]] base::Result<> create_database_key(const std::filesystem::path& file, base::Random& random);
[[nodiscard]] base::Result<crypto::VerifyKey> create_log_key(const std::filesystem::path& file, base::Random& random);

}  // namespace valise::server::app
