// CryptoError: why a cryptographic operation was refused. The texts name no value and no key, and the failures that a peer can
// cause say no more than the peer may know. Key files have an enum of their own (keys/crypto/key_file.hpp).
#pragma once

#include "base/result.hpp"

namespace valise::crypto {

enum class CryptoError {
  bad_public_key = 1,
  bad_signature,
  zero_shared_secret,
  decryption_failed,
  message_limit_reached,
  chunk_rejected,
  stream_truncated,
  stream_ended,
  out_of_memory,
  hardening_failed,
};
constexpr std::string_view describe(CryptoError error) {
  switch (error) {
    case CryptoError::bad_public_key: return "the public key is not valid";
    case CryptoError::bad_signature: return "the signature is not valid";
    case CryptoError::zero_shared_secret: return "the key agreement gives no secret";
    case CryptoError::decryption_failed: return "the data cannot be decrypted: altered, or meant for another key";
    case CryptoError::message_limit_reached: return "this key has encrypted as many messages as it may";
    case CryptoError::chunk_rejected: return "a piece of the file is altered or out of order";
    case CryptoError::stream_truncated: return "the end of the file is missing";
    case CryptoError::stream_ended: return "there is data after the end of the file";
    case CryptoError::out_of_memory: return "there is not enough memory to derive the key";
    case CryptoError::hardening_failed: return "the process could not be protected against core dumps and debuggers";
  }
  return "cryptographic failure";
}

}  // namespace valise::crypto

VALISE_ERROR_ENUM(valise::crypto, CryptoError, "crypto")
