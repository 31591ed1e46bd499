// WitnessError: why `valise-witness` could not be prepared or run; the context names file or setting.
#pragma once

#include "base/result.hpp"

namespace valise::witness {

enum class WitnessError {
  config_unreadable = 1,
  config_syntax,
  unknown_setting,
  bad_value,
  missing_setting,
  already_there,
  cannot_create,
  bad_key_file,
  head_unreadable,
  in_use,
};
constexpr std::string_view describe(WitnessError error) {
  switch (error) {
    case WitnessError::config_unreadable: return "the configuration file cannot be read";
    case WitnessError::config_syntax: return "the configuration file is not valid TOML";
    case WitnessError::unknown_setting: return "there is no such setting";
    case WitnessError::bad_value: return "the value is not allowed here";
    case WitnessError::missing_setting: return "the setting is required";
    case WitnessError::already_there: return "it is already there and is left as it is";
    case WitnessError::cannot_create: return "it cannot be created";
    case WitnessError::bad_key_file: return "the key file does not hold a key of 32 bytes";
    case WitnessError::head_unreadable: return "the remembered head is damaged; signing on would risk a rollback";
    case WitnessError::in_use: return "another witness runs on this folder";
  }
  return "witness program failure";
}

}  // namespace valise::witness

VALISE_ERROR_ENUM(valise::witness, WitnessError, "valise-witness")
