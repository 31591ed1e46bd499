// The exit codes of `valise`. Scripts rely on them: a number never changes its meaning.
#pragma once

#include "valise/error.hpp"

namespace valise::cli {

enum class ExitCode : int {
  ok = 0,
  failed = 1,
  usage = 2,
  not_found = 3,
  not_authorised = 4,
  network = 5,  // what was to be sent is queued
  trust = 6,
  unanswered = 7,  // the time to wait is over: not delivered, or not acknowledged by then
  busy = 8,
  interrupted = 130,  // SIGINT, as shells report it
};

// exit_code_of gives the code of an SDK error; the enum's numbers are the codes, anything else counts as `failed`.
[[nodiscard]] constexpr ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed: return ExitCode::failed;
    case ErrorKind::usage: return ExitCode::usage;
    case ErrorKind::not_found: return ExitCode::not_found;
    case ErrorKind::not_authorised: return ExitCode::not_authorised;
    case ErrorKind::network: return ExitCode::network;
    case ErrorKind::trust: return ExitCode::trust;
    case ErrorKind::busy: return ExitCode::busy;
  }
  return ExitCode::failed;
}

// name_of gives the word that stands for an error kind in JSON.
[[nodiscard]] constexpr const char* name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed: return "failed";
    case ErrorKind::usage: return "usage";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::not_authorised: return "not_authorised";
    case ErrorKind::network: return "network";
    case ErrorKind::trust: return "trust";
    case ErrorKind::busy: return "busy";
  }
  return "failed";
}

}  // namespace valise::cli
