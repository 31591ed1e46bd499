// TokenError: why a PKCS#11 token did not serve, each with a text that helps the person at the terminal.
#pragma once

#include "base/result.hpp"

namespace valise::token {

enum class TokenError {
  not_a_uri = 1,
  uri_incomplete,
  pin_in_uri,
  module_missing,
  token_absent,
  token_ambiguous,
  token_removed,
  object_absent,
  object_ambiguous,
  object_exists,
  public_key_absent,
  not_ed25519,
  mechanism_unsupported,
  wrong_pin,
  last_pin_attempt,
  pin_locked,
  pin_not_set,
  write_protected,
  refused,
  failure,
};
constexpr std::string_view describe(TokenError error) {
  switch (error) {
    case TokenError::not_a_uri: return "this is not a PKCS#11 URI (RFC 7512), like pkcs11:token=NAME;object=NAME";
    case TokenError::uri_incomplete: return "the URI has to name a key by object= or id=; a new one by object=";
    case TokenError::pin_in_uri: return "a PIN does not belong on the command line; use --pin-file or --pin-fd";
    case TokenError::module_missing:
      return "there is no PKCS#11 module; install the token's, or name it in the URI with ?module-path=";
    case TokenError::token_absent: return "no token of this name is plugged in";
    case TokenError::token_ambiguous: return "several tokens fit the URI; add serial= to it";
    case TokenError::token_removed: return "the token was pulled out";
    case TokenError::object_absent: return "the token has no such key";
    case TokenError::object_ambiguous: return "several keys of the token fit the URI; add id= to it";
    case TokenError::object_exists: return "the token has a key of this name already, and keys are never overwritten";
    case TokenError::public_key_absent: return "the token does not show the key's public half";
    case TokenError::not_ed25519: return "the key is not an Ed25519 key";
    case TokenError::mechanism_unsupported: return "the token cannot do Ed25519 (CKM_EDDSA)";
    case TokenError::wrong_pin: return "the PIN is wrong";
    case TokenError::last_pin_attempt: return "the PIN is wrong, and one attempt is left before the token locks";
    case TokenError::pin_locked: return "the token's PIN is locked after too many attempts";
    case TokenError::pin_not_set: return "the token's PIN has to be set or changed first";
    case TokenError::write_protected: return "the token cannot be written";
    case TokenError::refused: return "the token or the person at it refused";
    case TokenError::failure: return "the token failed";
  }
  return "token failure";
}

}  // namespace valise::token

VALISE_ERROR_ENUM(valise::token, TokenError, "token")
