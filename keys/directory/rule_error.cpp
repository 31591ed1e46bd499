#include "keys/directory/rule_error.hpp"

namespace valise::directory {

std::string_view describe(RuleError error) {
  switch (error) {
    case RuleError::genesis_expected: return "the first statement of a directory is its genesis";
    case RuleError::genesis_repeated: return "the directory has its genesis already";
    case RuleError::wrong_directory: return "the statement is for another directory";
    case RuleError::signature_by_other_key: return "a key has signed that has no say in this statement";
    case RuleError::too_few_signatures: return "not enough of the required keys have signed";
    case RuleError::revision_out_of_order: return "the revision is not the next one";
    case RuleError::key_set_invalid: return "the key set is not valid: 1 to 32 distinct public keys and a threshold among them";
    case RuleError::key_used_before: return "a key is in use for another purpose, or was used before";
    case RuleError::text_invalid: return "a text is empty, too long, or has control characters";
    case RuleError::too_many_items: return "a list has too many items";
    case RuleError::value_invalid: return "a value is missing or out of its range";
    case RuleError::language_invalid: return "a language is not a BCP 47 tag, or is named twice";
    case RuleError::date_invalid: return "a date is not a calendar date written YYYY-MM-DD";
    case RuleError::office_hours_invalid: return "the office hours overlap or are out of range";
    case RuleError::id_invalid: return "an identifier is not in its canonical form";
    case RuleError::id_taken: return "the identifier is taken, or was once";
    case RuleError::id_unknown: return "the authority is not registered";
    case RuleError::id_changed: return "the record is of another authority";
    case RuleError::country_mismatch: return "the authority's identifier does not fit its country or organisation";
    case RuleError::authority_not_active: return "the authority is suspended or withdrawn";
    case RuleError::authority_withdrawn: return "the authority is withdrawn, which is final";
    case RuleError::recovery_pending: return "a recovery of the authority's keys is pending already";
    case RuleError::no_recovery_pending: return "no recovery of the authority's keys is pending";
    case RuleError::recovery_too_early: return "the time in which the recovery can be contested is not over";
    case RuleError::recovery_date: return "the date of the statement does not fit the relay's clock";
    case RuleError::status_unchanged: return "the authority has that status already";
    case RuleError::officer_unknown: return "the officer is not enrolled";
    case RuleError::officer_retired: return "the officer is retired";
    case RuleError::device_malformed: return "the device's description is malformed";
    case RuleError::device_id_used_before: return "the device identifier was used before";
    case RuleError::possession_not_proved: return "the device has not proved that it holds its keys";
    case RuleError::device_unknown: return "the device is not enrolled";
    case RuleError::device_already_revoked: return "the device is not active any more";
    case RuleError::post_unknown: return "the post is not defined";
    case RuleError::post_retired: return "the post is retired";
    case RuleError::roster_repeats_officer: return "the roster names an officer twice";
    case RuleError::network_unknown: return "the network is not defined";
    case RuleError::membership_unchanged: return "the membership is so already";
    case RuleError::secretariat_unknown: return "the network's secretariat is not a registered authority";
    case RuleError::relay_invalid: return "the relay's address, keys or origin are not valid";
    case RuleError::relay_key_taken: return "the relay's TLS key is another relay's";
    case RuleError::floor_lowered: return "the protocol floor can only rise";
    case RuleError::witness_invalid:
      return "the witnesses are not valid: 1 to 15 with different names and keys, and a threshold among them";
    case RuleError::shift_invalid:
      return "a shift is a turn of somebody on the roster that starts on a day of the week and lasts at most a week";
    case RuleError::escalation_invalid:
      return "each step of a chain comes later than the one before and leads to officers or to another post";
    case RuleError::shift_exception_invalid: return "an exception is for somebody on the roster and ends after it starts";
  }
  return "a rule of the directory is broken";
}

}  // namespace valise::directory
