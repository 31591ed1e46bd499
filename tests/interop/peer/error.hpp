// PeerError: why a request was refused before MLS was asked. MLS's own reasons are MlsError's.
#pragma once

#include "base/result.hpp"

namespace valise::interop {

enum class PeerError {
  unknown_request = 1,
  missing_argument,
  too_many_arguments,
  bad_argument,
  line_too_long,
  unknown_name,
  name_taken,
  no_pending_commit,
  wrong_content,
};

constexpr std::string_view describe(PeerError error) {
  switch (error) {
    case PeerError::unknown_request: return "unknown request";
    case PeerError::missing_argument: return "an argument is missing";
    case PeerError::too_many_arguments: return "too many arguments";
    case PeerError::bad_argument: return "an argument is not readable";
    case PeerError::line_too_long: return "the line is too long";
    case PeerError::unknown_name: return "nothing has that name";
    case PeerError::name_taken: return "the name is taken";
    case PeerError::no_pending_commit: return "no commit is pending";
    case PeerError::wrong_content: return "the message holds something else";
  }
  return "unknown error";
}

}  // namespace valise::interop

VALISE_ERROR_ENUM(valise::interop, PeerError, "peer")
