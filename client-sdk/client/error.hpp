// ClientError: what the joining layer itself finds wrong; and to_public, which turns every error of the layers below into the one
// Error that callers of the SDK see, with advice for a person.
#pragma once

#include "base/result.hpp"
#include "valise/error.hpp"

namespace valise::sdk::client {

enum class ClientError {
  // arguments
  subject_missing = 1,
  address_invalid,
  nobody_selected,
  not_on_post,
  post_not_chosen,
  no_own_post,
  file_unreadable,
  file_too_large,
  message_too_large,
  wrong_invite,
  no_words,
  retention_out_of_range,
  record_exists,
  backup_malformed,
  not_urgent,
  form_unknown,
  form_invalid,
  not_a_form,
  promise_past,
  comment_empty,
  passage_unknown,
  no_predecessor,
  other_form_kind,
  reason_missing,
  authority_unconfirmed,
  guest_time_past,
  not_own_message,
  not_editable,
  not_forwardable,
  files_not_saved,
  nothing_to_ask,
  not_a_wish,
  handling_invalid,
  link_code_invalid,
  link_code_expired,
  not_being_sent,
  // what is not there
  address_unknown,
  message_unknown,
  room_unknown,
  no_attachments,
  channel_unknown,
  no_handover,
  not_a_colleague,
  draft_unknown,
  // alert channels
  channel_target_invalid,
  channel_not_allowed,
  channel_test_failed,
  channel_code_wrong,
  channel_code_used_up,
  // this device
  not_enrolled,
  enrolment_pending,
  enrolment_other_device,
  already_enrolled,
  device_revoked,
  left_room,
  not_asked,
  forward_not_allowed,
  not_form_side,
  not_own_device,
  room_closed,
  files_held,
  sending_cancelled,
  restored_unsent,
  state_lost,
  // waiting
  nobody_ready,
  room_busy,
  // trust
  key_package_swapped,
  key_package_missing_from_answer,
  delivery_skipped,
  messages_missing,
  delivery_altered,
  log_withheld,
  member_forked,
  attachment_altered,
  relay_restored,
  answer_contradicts,
};
[[nodiscard]] std::string_view describe(ClientError error);

// is_trust_failure tells errors of any layer that mean tampering or lying, at which a client stops.
[[nodiscard]] bool is_trust_failure(const base::Error& error);

// code_of gives the stable name of an error, "client.room_unknown"; empty for errors that people do not meet by name.
[[nodiscard]] std::string code_of(const std::error_code& code);

// advice_for gives what to do after an error; empty where its sentence says all.
[[nodiscard]] std::string_view advice_for(ErrorKind kind, const base::Error& error);
// to_public gives kind, message, advice and code; what the error is about becomes the argument "context".
[[nodiscard]] valise::Error to_public(const base::Error& error);

// publicly turns a Result of the layers below into one of the public interface.
template <class T>
[[nodiscard]] valise::Result<T> publicly(base::Result<T> result) {
  if (!result) return std::unexpected(to_public(result.error()));
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return std::move(*result);
  }
}

}  // namespace valise::sdk::client

VALISE_ERROR_ENUM(valise::sdk::client, ClientError, "client")
