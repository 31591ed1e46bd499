// Keys of the registrar and of authorities that live in a PKCS#11 token and never leave it. A key is named by a URI (RFC 7512):
//
//   pkcs11:token=Registrar%20A;object=registrar-1          on whichever module p11-kit knows (p11-kit list-modules)
//   pkcs11:token=T;object=K?module-path=/usr/lib/x.so      on this module
//
// Token, serial, manufacturer, object and id choose. Ed25519 only (CKM_EDDSA, PKCS #11 v3.0 section 2.3.14). One thread at a
// time.
#pragma once

#include <functional>
#include <string>

#include "base/random.hpp"
#include "keys/crypto/argon2.hpp"
#include "keys/crypto/key_holder.hpp"
#include "keys/token/error.hpp"

namespace valise::token {

// AskPin gives the token's PIN. It is called only where the token wants one from here (not at a keypad of its own, not when it
// is logged in already), and never twice for one key.
using AskPin = std::function<base::Result<crypto::Passphrase>()>;

// TokenKeyInfo: names are as the token tells them, so not fit for a terminal without care.
struct TokenKeyInfo {
  crypto::VerifyKey key;
  std::string object;
  base::Bytes id;
  std::string token;
  std::string manufacturer;
  std::string model;
  std::string serial;
};

[[nodiscard]] bool is_token_uri(std::string_view text);

// inspect_token_key reads a key's public half; it needs no PIN. Fails with a TokenError.
[[nodiscard]] base::Result<TokenKeyInfo> inspect_token_key(const std::string& uri);

// open_token_key logs in and gives the key, ready to sign. Fails with a TokenError, or as `ask` does.
[[nodiscard]] base::Result<std::unique_ptr<crypto::KeyHolder>> open_token_key(const std::string& uri, const AskPin& ask);

// create_token_key makes a key pair inside the token: kept, sensitive, never extractable. The URI has to name it with object=; an
// id= that is missing is drawn from `random`. Fails with object_exists, mechanism_unsupported, write_protected and others.
[[nodiscard]] base::Result<TokenKeyInfo> create_token_key(const std::string& uri, const AskPin& ask, base::Random& random);

}  // namespace valise::token
