// AuditError: what an audit finds wrong. Faults of reading are apart from faults of what was read, which mean that somebody lied.
#pragma once

#include "base/result.hpp"

namespace valise::audit {

enum class AuditError {
  unreadable = 1,
  not_found,
  bad_argument,
  // from here on: what was read is wrong
  malformed,
  log_unsigned,
  log_signature_wrong,
  witnesses_missing,
  witness_signature_wrong,
  root_differs,
  tile_differs,
  earlier_head_differs,
  proof_wrong,
  other_directory,
  statement_malformed,
  statement_out_of_place,
  signature_wrong,
  signer_unknown,
  signatures_missing,
};
constexpr std::string_view describe(AuditError error) {
  switch (error) {
    case AuditError::unreadable: return "cannot be read";
    case AuditError::not_found: return "is not there";
    case AuditError::bad_argument: return "is not understood";
    case AuditError::malformed: return "is malformed";
    case AuditError::log_unsigned: return "the head is not signed by an announced relay's log key";
    case AuditError::log_signature_wrong: return "the log's signature on the head is wrong";
    case AuditError::witnesses_missing: return "too few witnesses have cosigned the head";
    case AuditError::witness_signature_wrong: return "a witness's signature on the head is wrong";
    case AuditError::root_differs: return "the entries do not lead to the root of the head";
    case AuditError::tile_differs: return "a hash tile does not fit the entries";
    case AuditError::earlier_head_differs: return "the earlier head does not belong to this history";
    case AuditError::proof_wrong: return "the proof is wrong";
    case AuditError::other_directory: return "this is another directory";
    case AuditError::statement_malformed: return "a statement is malformed";
    case AuditError::statement_out_of_place: return "a statement speaks of what is not there, or may not be said now";
    case AuditError::signature_wrong: return "a statement's signature is wrong";
    case AuditError::signer_unknown: return "a statement is signed by a key that has no say in it";
    case AuditError::signatures_missing: return "a statement lacks signatures";
  }
  return "audit failure";
}

}  // namespace valise::audit

VALISE_ERROR_ENUM(valise::audit, AuditError, "audit")
