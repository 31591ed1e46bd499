// What can go wrong, as a caller of the SDK needs to know it. Every failing function of the SDK gives exactly one Error: what
// happened, and what the person can do. Messages are composed by this library, never by a peer.
#pragma once

#include <expected>
#include <string>
#include <vector>

namespace valise {

// The number is also the exit code of the command `valise`.
enum class ErrorKind {
  failed = 1,          // anything not below, e.g. a full disk
  usage = 2,           // an argument makes no sense
  not_found = 3,       // no such authority, room, message, profile
  not_authorised = 4,  // wrong passphrase, device not enrolled yet or revoked
  network = 5,         // the relay cannot be reached; what was to be sent is queued
  trust = 6,           // something was tampered with or somebody lies: nothing was accepted, look before going on
  busy = 8,            // another process holds the profile
};

// TextArgument is a value in a sentence: a name, an address, a path, or a number in digits.
struct TextArgument {
  std::string name;
  std::string value;
};

// Besides English sentences an Error has a stable code, under which the catalogue of languages has the same sentences.
struct Error {
  ErrorKind kind = ErrorKind::failed;
  std::string message;  // one sentence: what happened
  std::string advice;   // one sentence: what to do; may be empty
  std::string code{};   // "client.room_unknown"; empty where there is none
  std::vector<TextArgument> arguments{};
};

template <class T = void>
using Result = std::expected<T, Error>;

}  // namespace valise
