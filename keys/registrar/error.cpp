#include "keys/registrar/error.hpp"

#include "client-sdk/net/error.hpp"
#include "keys/crypto/key_file_error.hpp"
#include "keys/directory/log.hpp"
#include "keys/records/selector.hpp"
#include "keys/token/error.hpp"

namespace valise::registrar {
namespace {

using crypto::KeyFileError;
using directory::RuleError;
using sdk::net::NetError;
using sdk::net::RelayFailure;
using token::TokenError;

template <class... Values>
bool is_one_of(const base::Error& error, Values... values) {
  return ((error.code == make_error_code(values)) || ...);
}

template <class Enum>
bool is_of(const base::Error& error, Enum any) {
  return error.code.category() == make_error_code(any).category();
}

}  // namespace

ExitCode exit_code(const base::Error& error) {
  using E = RegistrarError;
  if (directory::is_trust_failure(error)) return ExitCode::trust_failure;
  if (is_one_of(error, NetError::wrong_relay_key, NetError::wrong_directory)) return ExitCode::trust_failure;
  if (is_one_of(error, E::workspace_busy)) return ExitCode::busy;
  if (is_one_of(error, KeyFileError::wrong_passphrase, KeyFileError::permissions_too_open, E::passphrase_unavailable,
                E::passphrases_differ, E::passphrase_empty, E::signatures_missing, E::key_has_no_say, E::already_signed,
                E::not_confirmed, E::confirmation_unavailable, RuleError::too_few_signatures,
                RuleError::signature_by_other_key)) {
    return ExitCode::locked;
  }
  if (is_one_of(error, TokenError::wrong_pin, TokenError::last_pin_attempt, TokenError::pin_locked, TokenError::pin_not_set,
                TokenError::refused)) {
    return ExitCode::locked;
  }
  if (is_one_of(error, RelayFailure::not_authenticated, RelayFailure::not_authorised)) return ExitCode::locked;
  if (is_one_of(error, E::not_found, E::request_missing, RuleError::id_unknown, RuleError::officer_unknown,
                RuleError::post_unknown, RuleError::device_unknown, RuleError::network_unknown, RelayFailure::not_found,
                TokenError::token_absent, TokenError::object_absent)) {
    return ExitCode::not_found;
  }
  if (is_one_of(error, E::bad_argument, E::not_a_public_key, E::nothing_to_sign_with, TokenError::not_a_uri,
                TokenError::uri_incomplete, TokenError::pin_in_uri)) {
    return ExitCode::usage;
  }
  if (is_of(error, directory::AddressError::bad_name) || is_of(error, records::SelectorError::selector_empty)) {
    return ExitCode::usage;
  }
  if (is_of(error, NetError::timeout)) return ExitCode::network;
  return ExitCode::failed;
}

}  // namespace valise::registrar
