// Refusal: why the relay does not do what a well-formed request asks. Nothing has changed then. Distinct from failures of storage
// (server/store/error.hpp), after which nothing is known to have been kept.
#pragma once

#include "base/result.hpp"

namespace valise::server::core {

enum class Refusal {
  malformed = 1,   // breaks a rule that needs no state to judge; retrying is pointless
  not_authorised,  // not on the fan-out list, or not the owner
  not_found,
  conflict,    // something else is already there
  key_reused,  // the idempotency key came before with another request
  quota,
  stored_quota,  // too much of theirs is kept; there is room again when recipients fetch it or its time is over
  too_large,
  expired,
  incomplete,  // an attachment that is still being uploaded
};
constexpr std::string_view describe(Refusal refusal) {
  switch (refusal) {
    case Refusal::malformed: return "the request breaks a rule";
    case Refusal::not_authorised: return "the device may not do this";
    case Refusal::not_found: return "there is no such thing";
    case Refusal::conflict: return "something else is already there";
    case Refusal::key_reused: return "the idempotency key belongs to another request";
    case Refusal::quota: return "a quota is used up";
    case Refusal::stored_quota: return "too much is kept for them";
    case Refusal::too_large: return "the request is over a limit of size";
    case Refusal::expired: return "its time is over";
    case Refusal::incomplete: return "the upload is not complete";
  }
  return "refused";
}

}  // namespace valise::server::core

VALISE_ERROR_ENUM(valise::server::core, Refusal, "refusal")
