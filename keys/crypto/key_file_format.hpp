// The text of a key file, before any key is derived. Seven lines, each ended by a line feed:
//
//   valise-key 1
//   type: registrar key
//   kdf: argon2id m=65536 t=2 p=1
//   salt: <base64, 16 bytes>
//   nonce: <base64, 24 bytes>
//   data: <base64, payload and tag>
//   checksum: <SHA-256 of everything above, lower-case hexadecimal>
//
// The data is XChaCha20-Poly1305 under Argon2id(passphrase, salt), with the lines above it as associated data. The checksum is
// not for security: it tells damage from a wrong passphrase. Every later version begins and ends with the same two lines. Only
// the canonical text is accepted: what parses is what format() writes.
#pragma once

#include <string>

#include "keys/crypto/aead.hpp"
#include "keys/crypto/argon2.hpp"
#include "keys/crypto/key_file_error.hpp"

namespace valise::crypto {

// No key file is larger; the reader refuses before it reads.
inline constexpr std::size_t key_file_max_size = 64 * 1024;

struct KeyFileText {
  std::string type;
  Argon2Params params;
  Argon2Salt salt;
  XChaChaNonce nonce;
  base::Bytes sealed;

  // header gives the lines above the data: what is authenticated with it.
  [[nodiscard]] std::string header() const;
  [[nodiscard]] std::string format() const;
  // parse checks everything that needs no passphrase. Fails with not_a_key_file, truncated, altered, unknown_version, malformed,
  // or excessive_cost.
  [[nodiscard]] static base::Result<KeyFileText> parse(std::string_view content);
};

}  // namespace valise::crypto
