// WireError: what can go wrong between two ends of a connection, told apart as far as the caller can act on it.
#pragma once

#include "base/result.hpp"

namespace valise::wire {

enum class WireError {
  resolve = 1,
  refused,
  tls_failed,
  wrong_key,
  timeout,
  closed,
  too_large,
  protocol,
  bad_certificate,
  listen_failed,
};
constexpr std::string_view describe(WireError error) {
  switch (error) {
    case WireError::resolve: return "the name has no address";
    case WireError::refused: return "no connection could be made";
    case WireError::tls_failed: return "the TLS handshake failed";
    case WireError::wrong_key: return "the server's TLS key is not the expected one";
    case WireError::timeout: return "the deadline passed";
    case WireError::closed: return "the connection is closed";
    case WireError::too_large: return "a message is larger than allowed";
    case WireError::protocol: return "the peer does not keep to the protocol";
    case WireError::bad_certificate: return "the TLS key or certificate cannot be used";
    case WireError::listen_failed: return "the address cannot be listened on";
  }
  return "unknown error";
}

}  // namespace valise::wire

VALISE_ERROR_ENUM(valise::wire, WireError, "wire")
