// KeyFileError: why a key file could not be read or written, each with a text that helps the person at the terminal.
#pragma once

#include "base/result.hpp"

namespace valise::crypto {

enum class KeyFileError {
  unreadable = 1,
  not_a_key_file,
  truncated,
  altered,
  unknown_version,
  malformed,
  excessive_cost,
  wrong_type,
  wrong_passphrase,
  permissions_too_open,
  exists,
  unwritable,
};
constexpr std::string_view describe(KeyFileError error) {
  switch (error) {
    case KeyFileError::unreadable: return "the key file cannot be read";
    case KeyFileError::not_a_key_file: return "this is not a Valise key file";
    case KeyFileError::truncated: return "the end of the key file is missing; restore it from a copy";
    case KeyFileError::altered: return "the key file is damaged or was altered; restore it from a copy";
    case KeyFileError::unknown_version: return "the key file was written by a newer version of this program";
    case KeyFileError::malformed: return "the key file is whole, but not written as key files are";
    case KeyFileError::excessive_cost: return "the key file asks for more memory or time than any key file may";
    case KeyFileError::wrong_type: return "the file holds a key for another purpose";
    case KeyFileError::wrong_passphrase: return "the passphrase is wrong";
    case KeyFileError::permissions_too_open: return "other users of this machine can open the key file; mend it with chmod 600";
    case KeyFileError::exists: return "the file exists already, and key files are never overwritten";
    case KeyFileError::unwritable: return "the key file cannot be written";
  }
  return "the key file cannot be used";
}

}  // namespace valise::crypto

VALISE_ERROR_ENUM(valise::crypto, KeyFileError, "key file")
