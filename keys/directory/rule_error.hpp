// RuleError: which rule of replay a statement breaks (docs/PROTOCOL.md, "Rules of replay"). Faults of shape are StatementErrors.
#pragma once

#include "base/result.hpp"

namespace valise::directory {

enum class RuleError {
  genesis_expected = 1,
  genesis_repeated,
  wrong_directory,
  signature_by_other_key,
  too_few_signatures,
  revision_out_of_order,
  key_set_invalid,
  key_used_before,
  text_invalid,
  too_many_items,
  value_invalid,
  language_invalid,
  date_invalid,
  office_hours_invalid,
  id_invalid,
  id_taken,
  id_unknown,
  id_changed,
  country_mismatch,
  authority_not_active,
  authority_withdrawn,
  recovery_pending,
  no_recovery_pending,
  recovery_too_early,
  recovery_date,
  status_unchanged,
  officer_unknown,
  officer_retired,
  device_malformed,
  device_id_used_before,
  possession_not_proved,
  device_unknown,
  device_already_revoked,
  post_unknown,
  post_retired,
  roster_repeats_officer,
  network_unknown,
  membership_unchanged,
  secretariat_unknown,
  relay_invalid,
  relay_key_taken,
  floor_lowered,
  witness_invalid,
  shift_invalid,
  shift_exception_invalid,
  escalation_invalid,
};

[[nodiscard]] std::string_view describe(RuleError error);

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, RuleError, "directory rule")
