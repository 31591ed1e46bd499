// Key files: one secret key, encrypted under a passphrase (keys/crypto/key_file_format.hpp has the format). The type says what
// the key is for; a file of another type is refused before the passphrase is tried.
//
//   write_key_file(path, "registrar key", seed, passphrase, Argon2Cost::moderate, random)
//   read_key_file<SigningSeed>(path, "registrar key", passphrase)
//
// Deriving the key takes as long as the cost says: not on an I/O thread.
#pragma once

#include <filesystem>
#include <string>

#include "base/random.hpp"
#include "keys/crypto/argon2.hpp"
#include "keys/crypto/key_file_error.hpp"
#include "keys/crypto/label.hpp"
#include "keys/crypto/private_file.hpp"

namespace valise::crypto {

// seal_key_file gives the text of a key file. Fails with out_of_memory (CryptoError).
[[nodiscard]] base::Result<std::string> seal_key_file(Label type, base::ByteView key, const Passphrase& passphrase,
                                                      Argon2Cost cost, base::Random& random);

// open_key_file decrypts a key of exactly out.size() bytes. Fails with not_a_key_file, truncated, altered, unknown_version,
// malformed (also for a key of another size), excessive_cost, wrong_type, wrong_passphrase, or CryptoError::out_of_memory; `out`
// is then wiped.
[[nodiscard]] base::Result<> open_key_file(std::string_view content, Label type, const Passphrase& passphrase,
                                           base::MutableBytes out);

// KeyFileInfo is what a key file tells without its passphrase.
struct KeyFileInfo {
  std::string type;  // as acceptable() in keys/crypto/label.hpp, so fit to be shown
  Argon2Params params;
};
[[nodiscard]] base::Result<KeyFileInfo> inspect_key_file(const std::filesystem::path& path);

// load_key_file and store_key_file are the two halves that read_key_file and write_key_file need, with errors that name the path.
[[nodiscard]] base::Result<> load_key_file(const std::filesystem::path& path, Label type, const Passphrase& passphrase,
                                           Permissions permissions, base::MutableBytes out);
enum class StoreMode { create, replace };
[[nodiscard]] base::Result<> store_key_file(const std::filesystem::path& path, Label type, base::ByteView key,
                                            const Passphrase& passphrase, Argon2Cost cost, StoreMode mode, base::Random& random);

// read_key_file gives the key. Errors of open_key_file and read_private_file. After permissions_too_open a program warns and, if
// the person insists, calls again with Permissions::any.
template <class SecretType>
[[nodiscard]] base::Result<SecretType> read_key_file(const std::filesystem::path& path, Label type, const Passphrase& passphrase,
                                                     Permissions permissions = Permissions::require_private) {
  base::Result<> done;
  auto key = SecretType::make(
      [&](std::span<base::Byte, SecretType::size> out) { done = load_key_file(path, type, passphrase, permissions, out); });
  if (!done) return base::pass_on(done);
  return key;
}

// write_key_file creates the file, mode 0600. Fails with exists, unwritable, or CryptoError::out_of_memory.
template <class SecretType>
[[nodiscard]] base::Result<> write_key_file(const std::filesystem::path& path, Label type, const SecretType& key,
                                            const Passphrase& passphrase, Argon2Cost cost, base::Random& random) {
  return store_key_file(path, type, key.expose(), passphrase, cost, StoreMode::create, random);
}

// rewrite_key_file replaces the file by one under another passphrase or cost; the old one is whole until the new one is.
template <class SecretType>
[[nodiscard]] base::Result<> rewrite_key_file(const std::filesystem::path& path, Label type, const SecretType& key,
                                              const Passphrase& passphrase, Argon2Cost cost, base::Random& random) {
  return store_key_file(path, type, key.expose(), passphrase, cost, StoreMode::replace, random);
}

}  // namespace valise::crypto
