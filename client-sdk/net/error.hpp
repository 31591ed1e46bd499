// NetError: why there is no (longer a) session with the relay, or why a request could not be made. RelayFailure: the relay
// answered and refused. Both without any text of the relay's.
#pragma once

#include <chrono>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sdk::net {

enum class NetError {
  bad_address = 1,
  unreachable,
  wrong_relay_key,
  wrong_directory,
  unsupported_version,
  authentication_refused,
  fenced,
  timeout,
  protocol_violation,
  closed,
  too_many_requests,
  transfer_refused,
  transfer_conflict,
  no_longer_there,
  aborted_by_caller,
};
constexpr std::string_view describe(NetError error) {
  switch (error) {
    case NetError::bad_address: return "the relay's address must be host:port";
    case NetError::unreachable: return "the relay cannot be reached";
    case NetError::wrong_relay_key: return "what answers at the relay's address does not have the relay's key";
    case NetError::wrong_directory: return "the relay serves another directory";
    case NetError::unsupported_version: return "the relay speaks another version of the protocol";
    case NetError::authentication_refused: return "the relay does not admit this device";
    case NetError::fenced: return "another session of this device has replaced this one";
    case NetError::timeout: return "the relay did not answer in time";
    case NetError::protocol_violation: return "the relay does not keep to the protocol";
    case NetError::closed: return "the session is closed";
    case NetError::too_many_requests: return "too many requests wait for an answer";
    case NetError::transfer_refused: return "the relay refuses this transfer";
    case NetError::transfer_conflict: return "the relay holds other bytes for this file";
    case NetError::no_longer_there: return "the relay does not have this file (any more)";
    case NetError::aborted_by_caller: return "the transfer was stopped";
  }
  return "network failure";
}

// RelayFailure has the values of valise.v1.FailureCode; `other` is a code that this version does not know.
enum class RelayFailure {
  malformed = 1,
  not_authenticated = 2,
  not_authorised = 3,
  not_found = 4,
  conflict = 5,
  rejected = 6,
  quota = 7,
  too_large = 8,
  busy = 9,
  fenced = 10,
  storage = 11,
  expired = 12,
  key_reused = 13,
  other = 99,
};
constexpr std::string_view describe(RelayFailure failure) {
  switch (failure) {
    case RelayFailure::malformed: return "the relay does not understand the request";
    case RelayFailure::not_authenticated: return "the relay wants authentication first";
    case RelayFailure::not_authorised: return "the relay does not allow this";
    case RelayFailure::not_found: return "the relay does not know this";
    case RelayFailure::conflict: return "somebody else changed the room first";
    case RelayFailure::rejected: return "the statement breaks a rule of the directory";
    case RelayFailure::quota: return "a quota of this device or authority at the relay is used up";
    case RelayFailure::too_large: return "this is larger than the relay takes";
    case RelayFailure::busy: return "the relay is busy";
    case RelayFailure::fenced: return "another session of this device has replaced this one";
    case RelayFailure::storage: return "the relay cannot store anything now";
    case RelayFailure::expired: return "this has expired";
    case RelayFailure::key_reused: return "the relay knows another request under this key";
    case RelayFailure::other: return "the relay refuses for a reason unknown to this version";
  }
  return "the relay refuses";
}

// RequestError is an Error with what a Failure frame says beside its code; both are 0 for other errors.
struct RequestError : base::Error {
  std::chrono::milliseconds retry_after{0};
  base::RoomSeq position;  // with conflict: the room's present handshake position
};

}  // namespace valise::sdk::net

VALISE_ERROR_ENUM(valise::sdk::net, NetError, "net")
VALISE_ERROR_ENUM(valise::sdk::net, RelayFailure, "relay")

namespace valise::sdk::net {

// is_trust_failure says whether an error means that somebody may be pretending: to be shown as such, never retried silently.
[[nodiscard]] inline bool is_trust_failure(const std::error_code& code) {
  return code == NetError::wrong_relay_key || code == NetError::wrong_directory;
}
// may_retry says whether the same request may succeed later without anybody doing something.
[[nodiscard]] inline bool may_retry(const std::error_code& code) {
  return code == NetError::unreachable || code == NetError::timeout || code == NetError::closed ||
         code == NetError::too_many_requests || code == RelayFailure::busy || code == RelayFailure::quota ||
         code == RelayFailure::storage;
}

}  // namespace valise::sdk::net
