// RecordError: what can be wrong with a record of exchange as a file. What is wrong with what it claims is a finding
// (verify.hpp).
#pragma once

#include "base/result.hpp"

namespace valise::sdk::record {

enum class RecordError {
  package_malformed = 1,
  package_missing,
  package_too_large,
  file_unwritable,
  no_pdf_program,
};
[[nodiscard]] constexpr std::string_view describe(RecordError error) {
  switch (error) {
    case RecordError::package_malformed: return "this is not a record of exchange, or the file was altered";
    case RecordError::package_missing: return "there is no such record of exchange";
    case RecordError::package_too_large: return "the record is too large for one file; export it into a folder";
    case RecordError::file_unwritable: return "the record cannot be written";
    case RecordError::no_pdf_program: return "the PDF was left out: the program weasyprint is missing or failed";
  }
  return "record failure";
}

}  // namespace valise::sdk::record

VALISE_ERROR_ENUM(valise::sdk::record, RecordError, "record")
