// NetError: why the relay cannot serve. What a single request or session meets is a v1::Failure instead (failure.hpp).
#pragma once

#include "base/result.hpp"

namespace valise::server::net {

enum class NetError {
  directory_empty = 1,
  relay_not_announced,
  log_key_not_announced,
  origin_not_announced,
  malformed_frame,
  wrong_proof,
  witness_refused,
  witness_ahead,
};
constexpr std::string_view describe(NetError error) {
  switch (error) {
    case NetError::directory_empty: return "there is no directory yet";
    case NetError::relay_not_announced: return "the directory does not announce this relay's TLS key";
    case NetError::log_key_not_announced: return "the directory announces another log key for this relay";
    case NetError::origin_not_announced: return "the directory announces another log origin for this relay";
    case NetError::malformed_frame: return "a frame cannot be read";
    case NetError::wrong_proof: return "the proof of identity is wrong";
    case NetError::witness_refused: return "the witness refuses the head of the log";
    case NetError::witness_ahead: return "the witness has seen a greater head of the log than this relay has";
  }
  return "relay failure";
}

}  // namespace valise::server::net

VALISE_ERROR_ENUM(valise::server::net, NetError, "relay")
