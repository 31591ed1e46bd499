#include "server/app/keys.hpp"

#include <unistd.h>

#include <cstdlib>

#include "keys/crypto/hkdf.hpp"
#include "keys/crypto/private_file.hpp"
#include "keys/crypto/random.hpp"
#include "server/app/app_error.hpp"

namespace valise::server::app {
namespace {

using base::Result;

template <class Key>
Result<Key> load_raw(const std::filesystem::path& file) {
  auto content = crypto::read_private_file(file, Key::size + 1, crypto::Permissions::require_private);
  if (!content) return pass_on(content);
  const auto bytes = base::as_bytes(*content);
  const bool right_size = bytes.size() == Key::size;
  Result<Key> key = base::fail(AppError::bad_key_file, file.string());
  if (right_size) key = Key::from_bytes(bytes.template first<Key::size>());
  crypto::wipe(*content);
  return key;
}

template <class Key>
Result<> create_raw(const std::filesystem::path& file, const Key& key) {
  return crypto::write_private_file(file, base::as_text(key.expose()));
}

}  // namespace

StoreKeys derive_store_keys(const DatabaseKey& key) {
  return {.store = crypto::hkdf_expand<store::StoreKey>(key.expose(), base::as_bytes("Valise 1.0 relay store")),
          .attachments = crypto::hkdf_expand<store::StoreKey>(key.expose(), base::as_bytes("Valise 1.0 relay attachments"))};
}

KeyFiles key_files(const Config& config, const char* credentials_directory) {
  const auto where = [&](const std::string& named, const std::filesystem::path& file) {
    if (!named.empty() || credentials_directory == nullptr) return file;
    auto credential = std::filesystem::path(credentials_directory) / file.filename();
    return ::access(credential.c_str(), R_OK) == 0 ? credential : file;
  };
  return {.tls_key = where(config.tls_key_file, config.tls_key()),
          .tls_certificate = where(config.tls_certificate_file, config.tls_certificate()),
          .log_key = where(config.log_key_file, config.log_key()),
          .database_key = where(config.database_key_file, config.database_key())};
}

KeyFiles key_files(const Config& config) { return key_files(config, std::getenv("CREDENTIALS_DIRECTORY")); }

Result<wire::TlsServerContext> load_tls(const KeyFiles& files) {
  constexpr std::size_t limit = 64 * 1024;
  auto text = crypto::read_private_file(files.tls_key, limit, crypto::Permissions::require_private);
  if (!text) return pass_on(text);
  crypto::wipe(*text);  // read for its permissions only
  return wire::TlsServerContext::load(files.tls_key, files.tls_certificate);
}

Result<DatabaseKey> load_database_key(const std::filesystem::path& file) { return load_raw<DatabaseKey>(file); }

Result<crypto::SigningKey> load_log_key(const std::filesystem::path& file) {
  const auto seed = load_raw<crypto::SigningSeed>(file);
  if (!seed) return base::Unexpected(seed.error());
  return crypto::SigningKey::from_seed(*seed);
}

Result<> create_database_key(const std::filesystem::path& file, base::Random& random) {
  return create_raw(file, crypto::random_secret<DatabaseKey>(random));
}

Result<crypto::VerifyKey> create_log_key(const std::filesystem::path& file, base::Random& random) {
  const auto key = crypto::SigningKey::generate(random);
  if (auto written = create_raw(file, key.expose_seed()); !written) return pass_on(written);
  return key.verify_key();
}

}  // namespace valise::server::app
