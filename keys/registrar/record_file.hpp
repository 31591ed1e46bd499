// Directory records as TOML files, which an authority writes and everybody can read before signing. Fields have the names of
// v1::AuthorityRecord; texts in several languages are tables (`[names]` en = "..."), mandates an array of tables, office hours a
// table of weekdays. Unknown fields are errors: a slip of the pen must not go unseen.
#pragma once

#include <string>

#include "base/result.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

enum class RecordFileError {
  not_toml = 1,
  unknown_field,
  wrong_type,
  bad_interpol,
  bad_weekday,
  bad_interval,
  bad_value,
};
constexpr std::string_view describe(RecordFileError error) {
  switch (error) {
    case RecordFileError::not_toml: return "this is not TOML";
    case RecordFileError::unknown_field: return "there is no such field";
    case RecordFileError::wrong_type: return "the field has a value of the wrong type";
    case RecordFileError::bad_interpol: return "interpol is yes, no or urgent-only";
    case RecordFileError::bad_weekday: return "office hours are given for monday to sunday";
    case RecordFileError::bad_interval: return "office hours are written like 08:00-13:00";
    case RecordFileError::bad_value: return "the value breaks a rule of the directory";
  }
  return "record file failure";
}

// parse_record reads a record and checks all of its values. An error's context is "name:line: field"; for bad_value the rule,
// too.
[[nodiscard]] base::Result<v1::AuthorityRecord> parse_record(std::string_view toml, std::string_view file_name);
// format_record gives TOML that parse_record reads to the same record.
[[nodiscard]] std::string format_record(const v1::AuthorityRecord& record);

}  // namespace valise::registrar

VALISE_ERROR_ENUM(valise::registrar, RecordFileError, "record file")
