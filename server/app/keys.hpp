// The relay's own keys on disk: raw files of 32 bytes (TLS: PEM), mode 0600, or credentials that systemd hands over.
#pragma once

#include <filesystem>

#include "keys/crypto/ed25519.hpp"
#include "server/app/config.hpp"
#include "server/store/sqlcipher_store.hpp"

namespace valise::server::app {

using DatabaseKey = crypto::Secret<struct DatabaseKeyTag, 32>;

// StoreKeys are derived from the one database key, one for each file.
struct StoreKeys {
  store::StoreKey store;
  store::StoreKey attachments;
};
[[nodiscard]] StoreKeys derive_store_keys(const DatabaseKey& key);

// KeyFiles: where each of them is read. The file that the configuration names; where it names none, the credential in
// `credentials_directory` ("tls.key", "tls.crt", "log.key", "database.key") if there is one; else the file of that name in the
// data folder.
struct KeyFiles {
  std::filesystem::path tls_key;
  std::filesystem::path tls_certificate;
  std::filesystem::path log_key;
  std::filesystem::path database_key;
};
[[nodiscard]] KeyFiles key_files(const Config& config, const char* credentials_directory);
// key_files of this process: with $CREDENTIALS_DIRECTORY.
[[nodiscard]] KeyFiles key_files(const Config& config);

// load_tls fails with bad_certificate, or with a KeyFileError if others can read the key.
[[nodiscard]] base::Result<wire::TlsServerContext> load_tls(const KeyFiles& files);

// load_ and create_ fail with AppError::bad_key_file or a KeyFileError, which name the file.
[[nodiscard]] base::Result<DatabaseKey> load_database_key(const std::filesystem::path& file);
[[nodiscard]] base::Result<crypto::SigningKey> load_log_key(const std::filesystem::path& file);
[[nodiscard]] base::Result<> create_database_key(const std::filesystem::path& file, base::Random& random);
[[nodiscard]] base::Result<crypto::VerifyKey> create_log_key(const std::filesystem::path& file, base::Random& random);

}  // namespace valise::server::app
