// AppError: why `valised` could not be configured, prepared or run; for the operator's eyes, with the file or setting as context.
#pragma once

#include "base/result.hpp"

namespace valise::server::app {

enum class AppError {
  config_unreadable = 1,
  config_syntax,
  unknown_setting,
  bad_value,
  missing_setting,
  already_there,
  cannot_create,
  bad_key_file,
  statement_unreadable,
  not_seeded,
  unhealthy,
  operation_exposed,
  audit_unwritable,
  audit_broken,
  backup_damaged,
  backup_foreign,
  rekey_unfinished,
  wrong_user,
  password_unreadable,
  disk_full,
};
constexpr std::string_view describe(AppError error) {
  switch (error) {
    case AppError::config_unreadable: return "the configuration file cannot be read";
    case AppError::config_syntax: return "the configuration file is not valid TOML";
    case AppError::unknown_setting: return "there is no such setting";
    case AppError::bad_value: return "the value is not allowed here";
    case AppError::missing_setting: return "the setting is required";
    case AppError::already_there: return "it is already there and is left as it is";
    case AppError::cannot_create: return "it cannot be created";
    case AppError::bad_key_file: return "the key file does not hold a key of 32 bytes";
    case AppError::statement_unreadable: return "the statement file cannot be read";
    case AppError::not_seeded: return "the relay has no directory yet";
    case AppError::operation_exposed: return "metrics would be open to other machines; operation_public = true allows that";
    case AppError::audit_unwritable: return "the audit log cannot be read or written";
    case AppError::audit_broken: return "the audit log was changed here";
    case AppError::backup_damaged: return "the backup is not as it was made";
    case AppError::backup_foreign: return "this is not a backup that this version can read";
    case AppError::rekey_unfinished: return "a change of the database key was interrupted; run valised rekey again to finish it";
    case AppError::wrong_user: return "the folder belongs to another user; run this as that user";
    case AppError::password_unreadable: return "the password file cannot be read, or others can read it";
    case AppError::disk_full: return "there is no room for it on the disk; make some and try again";
    case AppError::unhealthy: return "the relay does not answer as it should";
  }
  return "relay program failure";
}

}  // namespace valise::server::app

VALISE_ERROR_ENUM(valise::server::app, AppError, "valised")
