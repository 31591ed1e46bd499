// MlsError: every reason for which this layer refuses something. Distinct inside; a caller that answers a peer must not tell them
// apart. Contexts are chosen here, never by a peer.
#pragma once

#include "base/result.hpp"

namespace valise::mls {

enum class MlsError {
  malformed = 1,
  too_large,
  unsupported,
  unsupported_cipher_suite,
  wrong_group,
  wrong_epoch,
  epoch_too_old,
  unknown_sender,
  own_message,
  undecryptable,
  key_already_used,
  generation_too_far,
  bad_padding,
  bad_signature,
  bad_membership_tag,
  bad_confirmation_tag,
  invalid_key_package,
  invalid_leaf_node,
  invalid_lifetime,
  invalid_tree,
  invalid_proposal,
  invalid_proposal_list,
  unknown_proposal,
  invalid_update_path,
  path_required,
  credential_refused,
  missing_psk,
  invalid_group_info,
  invalid_welcome,
  not_invited,
  proposals_pending,
  inactive,
  closed_by_reinit,
  invalid_argument,
  stale_pending_commit,
  unknown_saved_format,
  bad_saved_state,
  signing_failed,
};

constexpr std::string_view describe(MlsError error) {
  switch (error) {
    case MlsError::malformed: return "the message is malformed";
    case MlsError::too_large: return "the message is too large";
    case MlsError::unsupported: return "the message uses a feature that is not supported";
    case MlsError::unsupported_cipher_suite: return "the cipher suite is not supported";
    case MlsError::wrong_group: return "the message is for another group";
    case MlsError::wrong_epoch: return "the message is for another epoch";
    case MlsError::epoch_too_old: return "the message is from an epoch whose keys are gone";
    case MlsError::unknown_sender: return "the sender is not a member";
    case MlsError::own_message: return "the message is one's own";
    case MlsError::undecryptable: return "the message cannot be decrypted";
    case MlsError::key_already_used: return "the key of the message was used or given up";
    case MlsError::generation_too_far: return "the generation is too far ahead";
    case MlsError::bad_padding: return "the padding is not zero";
    case MlsError::bad_signature: return "a signature is not valid";
    case MlsError::bad_membership_tag: return "the membership tag is not valid";
    case MlsError::bad_confirmation_tag: return "the confirmation tag is not valid";
    case MlsError::invalid_key_package: return "the key package is not valid";
    case MlsError::invalid_leaf_node: return "a leaf node is not valid";
    case MlsError::invalid_lifetime: return "a leaf node is outside its lifetime";
    case MlsError::invalid_tree: return "the ratchet tree is not valid";
    case MlsError::invalid_proposal: return "a proposal is not valid";
    case MlsError::invalid_proposal_list: return "the proposals do not go together";
    case MlsError::unknown_proposal: return "a proposal referred to was not received";
    case MlsError::invalid_update_path: return "the update path is not valid";
    case MlsError::path_required: return "the commit lacks an update path";
    case MlsError::credential_refused: return "a credential is not accepted";
    case MlsError::missing_psk: return "a pre-shared key is not known";
    case MlsError::invalid_group_info: return "the group info is not valid";
    case MlsError::invalid_welcome: return "the welcome is not valid";
    case MlsError::not_invited: return "the welcome is not for this key package";
    case MlsError::proposals_pending: return "received proposals must be committed first";
    case MlsError::inactive: return "this device is not in the group any more";
    case MlsError::closed_by_reinit: return "the group is closed and its successor takes its place";
    case MlsError::invalid_argument: return "the request is not possible";
    case MlsError::stale_pending_commit: return "the pending commit belongs to another epoch";
    case MlsError::unknown_saved_format: return "the saved state was written by another version of the program";
    case MlsError::bad_saved_state: return "the saved state is not readable";
    case MlsError::signing_failed: return "the signature key could not be used";
  }
  return "unknown error";
}

}  // namespace valise::mls

VALISE_ERROR_ENUM(valise::mls, MlsError, "mls")
