#include "client-sdk/client/error.hpp"

#include "client-sdk/client/enum_name.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/net/error.hpp"
#include "client-sdk/record/error.hpp"
#include "client-sdk/store/error.hpp"
#include "keys/crypto/error.hpp"
#include "keys/crypto/key_file_error.hpp"
#include "keys/directory/address.hpp"
#include "keys/directory/checkpoint.hpp"
#include "keys/directory/enrolment.hpp"
#include "keys/directory/log.hpp"
#include "keys/directory/rule_error.hpp"
#include "keys/records/selector.hpp"

namespace valise::sdk::client {
namespace {

using net::NetError;
using net::RelayFailure;
using store::StoreError;

bool is_from(const std::error_code& code, const std::error_code& any_of_the_category) {
  return code.category() == any_of_the_category.category();
}

bool is_checkpoint_failure(const std::error_code& code) { return is_from(code, directory::CheckpointError::note_malformed); }

ErrorKind kind_of(ClientError error) {
  switch (error) {
    case ClientError::subject_missing:
    case ClientError::address_invalid:
    case ClientError::post_not_chosen:
    case ClientError::file_unreadable:
    case ClientError::file_too_large:
    case ClientError::message_too_large:
    case ClientError::no_words:
    case ClientError::retention_out_of_range:
    case ClientError::record_exists:
    case ClientError::channel_target_invalid:
    case ClientError::not_a_colleague:
    case ClientError::not_urgent:
    case ClientError::form_unknown:
    case ClientError::form_invalid:
    case ClientError::not_a_form:
    case ClientError::promise_past:
    case ClientError::comment_empty:
    case ClientError::passage_unknown:
    case ClientError::no_predecessor:
    case ClientError::other_form_kind:
    case ClientError::reason_missing:
    case ClientError::authority_unconfirmed:
    case ClientError::guest_time_past:
    case ClientError::not_own_message:
    case ClientError::not_editable:
    case ClientError::not_forwardable:
    case ClientError::files_not_saved:
    case ClientError::nothing_to_ask:
    case ClientError::not_a_wish:
    case ClientError::handling_invalid:
    case ClientError::link_code_invalid:
    case ClientError::link_code_expired:
    case ClientError::not_being_sent:
    case ClientError::wrong_invite: return ErrorKind::usage;
    case ClientError::channel_not_allowed:
    case ClientError::channel_test_failed:
    case ClientError::channel_code_wrong:
    case ClientError::channel_code_used_up: return ErrorKind::failed;
    case ClientError::draft_unknown:
    case ClientError::channel_unknown:
    case ClientError::no_handover:
    case ClientError::nobody_selected:
    case ClientError::address_unknown:
    case ClientError::message_unknown:
    case ClientError::room_unknown:
    case ClientError::no_attachments: return ErrorKind::not_found;
    case ClientError::not_on_post:
    case ClientError::no_own_post:
    case ClientError::not_enrolled:
    case ClientError::enrolment_pending:
    case ClientError::enrolment_other_device:
    case ClientError::already_enrolled:
    case ClientError::device_revoked:
    case ClientError::left_room:
    case ClientError::not_asked:
    case ClientError::forward_not_allowed:
    case ClientError::not_form_side:
    case ClientError::not_own_device:
    case ClientError::room_closed: return ErrorKind::not_authorised;
    case ClientError::files_held:
    case ClientError::sending_cancelled:
    case ClientError::restored_unsent: return ErrorKind::failed;
    case ClientError::nobody_ready:
    case ClientError::state_lost:
    case ClientError::room_busy: return ErrorKind::network;
    case ClientError::backup_malformed: return ErrorKind::failed;
    case ClientError::key_package_swapped:
    case ClientError::key_package_missing_from_answer:
    case ClientError::delivery_skipped:
    case ClientError::messages_missing:
    case ClientError::delivery_altered:
    case ClientError::log_withheld:
    case ClientError::member_forked:
    case ClientError::attachment_altered:
    case ClientError::relay_restored:
    case ClientError::answer_contradicts: return ErrorKind::trust;
  }
  return ErrorKind::failed;
}

ErrorKind kind_of(RelayFailure failure) {
  switch (failure) {
    case RelayFailure::not_authenticated:
    case RelayFailure::not_authorised: return ErrorKind::not_authorised;
    case RelayFailure::not_found:
    case RelayFailure::expired: return ErrorKind::not_found;
    case RelayFailure::fenced: return ErrorKind::busy;
    case RelayFailure::conflict:
    case RelayFailure::quota:
    case RelayFailure::busy:
    case RelayFailure::storage: return ErrorKind::network;
    case RelayFailure::malformed:
    case RelayFailure::rejected:
    case RelayFailure::too_large:
    case RelayFailure::key_reused:
    case RelayFailure::other: return ErrorKind::failed;
  }
  return ErrorKind::failed;
}

ErrorKind kind_of(NetError error) {
  switch (error) {
    case NetError::wrong_relay_key:
    case NetError::wrong_directory:
    case NetError::protocol_violation: return ErrorKind::trust;
    case NetError::authentication_refused: return ErrorKind::not_authorised;
    case NetError::fenced: return ErrorKind::busy;
    case NetError::bad_address: return ErrorKind::usage;
    case NetError::no_longer_there: return ErrorKind::not_found;
    case NetError::aborted_by_caller:
    case NetError::unsupported_version:
    case NetError::transfer_refused:
    case NetError::transfer_conflict: return ErrorKind::failed;
    case NetError::unreachable:
    case NetError::timeout:
    case NetError::closed:
    case NetError::too_many_requests: return ErrorKind::network;
  }
  return ErrorKind::failed;
}

ErrorKind kind_of(StoreError error) {
  switch (error) {
    case StoreError::held: return ErrorKind::busy;
    case StoreError::no_profile:
    case StoreError::not_found: return ErrorKind::not_found;
    case StoreError::ambiguous: return ErrorKind::usage;
    case StoreError::head_went_back: return ErrorKind::trust;
    case StoreError::profile_exists:
    case StoreError::unsafe_folder:
    case StoreError::wrong_key:
    case StoreError::corrupt:
    case StoreError::newer_schema:
    case StoreError::disk:
    case StoreError::constraint:
    case StoreError::log_gap:
    case StoreError::mark_went_back:
    case StoreError::invalid_value: return ErrorKind::failed;
  }
  return ErrorKind::failed;
}

ErrorKind kind_of(RoomRuleError error) {
  switch (error) {
    case RoomRuleError::not_a_participant:
    case RoomRuleError::not_an_owner:
    case RoomRuleError::foreign_reference:
    case RoomRuleError::handling_taken_away:
    case RoomRuleError::room_is_closed: return ErrorKind::not_authorised;
    case RoomRuleError::not_in_room:
    case RoomRuleError::unknown_address: return ErrorKind::not_found;
    case RoomRuleError::no_owner_left:
    case RoomRuleError::malformed_state:
    case RoomRuleError::already_so:
    case RoomRuleError::guest_is_no_officer:
    case RoomRuleError::owner_is_no_post: return ErrorKind::usage;
    case RoomRuleError::head_went_back:
    case RoomRuleError::stranger_added:
    case RoomRuleError::member_removed:
    case RoomRuleError::other_extension: return ErrorKind::failed;
  }
  return ErrorKind::failed;
}

ErrorKind kind_of(const base::Error& error) {
  const std::error_code& code = error.code;
  if (is_trust_failure(error)) return ErrorKind::trust;
  if (is_from(code, ClientError::subject_missing)) return kind_of(static_cast<ClientError>(code.value()));
  if (is_from(code, RoomRuleError::not_an_owner)) return kind_of(static_cast<RoomRuleError>(code.value()));
  if (is_from(code, NetError::closed)) return kind_of(static_cast<NetError>(code.value()));
  if (is_from(code, RelayFailure::other)) return kind_of(static_cast<RelayFailure>(code.value()));
  if (is_from(code, StoreError::disk)) return kind_of(static_cast<StoreError>(code.value()));
  if (code == record::RecordError::package_malformed) return ErrorKind::trust;
  if (code == record::RecordError::package_missing) return ErrorKind::not_found;
  if (code == crypto::KeyFileError::wrong_passphrase) return ErrorKind::not_authorised;
  if (code == directory::RuleError::signature_by_other_key || code == directory::RuleError::too_few_signatures)
    return ErrorKind::not_authorised;
  if (code == directory::RuleError::device_unknown) return ErrorKind::not_found;
  if (is_from(code, directory::EnrolmentError::invite_expired)) return ErrorKind::usage;
  if (is_from(code, directory::AddressError::bad_name)) return ErrorKind::usage;
  if (is_from(code, records::SelectorError::selector_empty)) return ErrorKind::usage;
  return ErrorKind::failed;
}

}  // namespace

bool is_trust_failure(const base::Error& error) {
  if (is_from(error.code, ClientError::subject_missing)) {
    return kind_of(static_cast<ClientError>(error.code.value())) == ErrorKind::trust;
  }
  return net::is_trust_failure(error.code) || directory::is_trust_failure(error) || is_checkpoint_failure(error.code) ||
         error.code == StoreError::head_went_back || error.code == NetError::protocol_violation;
}

namespace {

template <class Enum>
std::string coded(std::string_view area, const std::error_code& code) {
  return std::string(area) + '.' + std::string(enum_name(static_cast<Enum>(code.value())));
}

}  // namespace

std::string code_of(const std::error_code& code) {
  if (is_from(code, ClientError::subject_missing)) return coded<ClientError>("client", code);
  if (is_from(code, NetError::closed)) return coded<NetError>("net", code);
  if (is_from(code, RelayFailure::other)) return coded<RelayFailure>("relay", code);
  if (is_from(code, StoreError::disk)) return coded<StoreError>("store", code);
  if (is_from(code, record::RecordError::package_missing)) return coded<record::RecordError>("record", code);
  if (is_from(code, crypto::KeyFileError::wrong_passphrase)) return coded<crypto::KeyFileError>("keys", code);
  return {};
}

valise::Error to_public(const base::Error& error) {
  const ErrorKind kind = kind_of(error);
  valise::Error out{
      .kind = kind, .message = error.message(), .advice = std::string(advice_for(kind, error)), .code = code_of(error.code)};
  if (!error.context.empty()) out.arguments.push_back({"context", error.context});
  return out;
}

}  // namespace valise::sdk::client
