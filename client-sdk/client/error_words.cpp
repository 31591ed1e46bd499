// The one sentence and the one advice of every error.
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/net/error.hpp"
#include "client-sdk/store/error.hpp"
#include "keys/crypto/key_file_error.hpp"

namespace valise::sdk::client {
namespace {

using net::NetError;
using store::StoreError;

std::string_view advice_for(ClientError error) {
  switch (error) {
    case ClientError::subject_missing: return "Give a subject; it travels encrypted like the text.";
    case ClientError::post_not_chosen: return "Say which of your posts you write for (--from); `valise status` lists them.";
    case ClientError::address_unknown:
    case ClientError::nobody_selected: return "Look it up with `valise dir search`, after `valise sync`.";
    case ClientError::not_on_post:
    case ClientError::no_own_post: return "Ask your authority's security officer to put you on a post's roster.";
    case ClientError::not_enrolled: return "Enrol this device with the invite of your security officer: `valise enrol`.";
    case ClientError::enrolment_pending:
      return "Your security officer has yet to approve this device; then run `valise enrol --wait`, or `valise sync`.";
    case ClientError::device_revoked:
      return "Speak with your security officer; a new device needs a new profile and a new invite.";
    case ClientError::nobody_ready: return "The message stays queued and goes out by itself once one of their devices is ready.";
    case ClientError::room_busy: return "Others changed the room at the same time; it stays queued and is tried again.";
    case ClientError::record_exists:
      return "Name a file or folder that does not exist yet; a record is never written over another.";
    case ClientError::state_lost:
      return "It waits until a member's program has brought this device back, which happens by itself once one is online.";
    case ClientError::room_closed: return "Open it again with `valise case reopen`, if your post owns it, or start a new one.";
    case ClientError::authority_unconfirmed:
      return "Whoever is admitted reads all that is written from then on. Confirm each authority by its id (--confirm).";
    case ClientError::left_room: return "This device is no longer a member of the room; start a new one.";
    case ClientError::attachment_altered:
      return "The damaged copy was thrown away. Try again; if it stays so, tell the sender and the relay's operator.";
    case ClientError::channel_not_allowed:
      return "The relay's operator says which mail and which hosts it may call; ask them, or take another way.";
    case ClientError::channel_test_failed: return "Look whether the address is right; `valise channel test` tries again.";
    case ClientError::channel_code_wrong: return "Type the eight digits of the newest test message; a few attempts are left.";
    case ClientError::channel_code_used_up: return "`valise channel test` sends a new code.";
    case ClientError::channel_unknown: return "`valise channel list` shows those of your posts.";
    case ClientError::no_handover: return "`valise duty take` takes the duty without a sheet.";
    case ClientError::not_a_colleague: return "`valise duty status` and `valise dir show` tell who is on the roster.";
    case ClientError::forward_not_allowed: return "Ask the originator: `valise forward` with --ask.";
    case ClientError::files_not_saved: return "Save them with `valise read --save`, or forward --without-files.";
    case ClientError::not_asked: return "Write to the room instead; `valise read` shows which post is asked.";
    case ClientError::form_unknown: return "`valise form kinds` lists the kinds of forms.";
    case ClientError::form_invalid: return "`valise form template` shows what each field asks for.";
    case ClientError::not_a_form: return "`valise form list --all` shows the forms of this profile.";
    case ClientError::promise_past: return "Give a time within the coming two years.";
    case ClientError::passage_unknown: return "Copy the words as they stand in the draft; `valise form show` shows it.";
    case ClientError::message_unknown:
      return "`valise inbox --all` lists what came, `valise room show ROOM --history` all of a room; the first eight digits of "
             "an id are enough.";
    case ClientError::room_unknown: return "`valise room list` lists rooms with their ids; the first eight digits are enough.";
    case ClientError::no_predecessor: return "Name the form to compare with; `valise form versions` lists them.";
    case ClientError::not_form_side: return "`valise form show` names the side whose word it is.";
    case ClientError::link_code_invalid: return "Copy the whole code as the other device shows it.";
    case ClientError::link_code_expired: return "Have a new one shown; a code is for one use, within an hour.";
    case ClientError::not_own_device: return "A code links two devices of one officer; `valise device list` shows yours.";
    case ClientError::draft_unknown: return "`valise form drafts` lists the drafts of this profile.";
    case ClientError::comment_empty:
    case ClientError::not_urgent:
    case ClientError::reason_missing:
    case ClientError::channel_target_invalid:
    case ClientError::address_invalid:
    case ClientError::file_unreadable:
    case ClientError::file_too_large:
    case ClientError::message_too_large:
    case ClientError::wrong_invite:
    case ClientError::no_words:
    case ClientError::retention_out_of_range:
    case ClientError::backup_malformed:
    case ClientError::guest_time_past:
    case ClientError::not_own_message:
    case ClientError::other_form_kind:
    case ClientError::not_editable:
    case ClientError::not_forwardable:
    case ClientError::nothing_to_ask:
    case ClientError::not_a_wish:
    case ClientError::handling_invalid:
    case ClientError::not_being_sent:
    case ClientError::sending_cancelled:
    case ClientError::restored_unsent:
    case ClientError::files_held:
    case ClientError::no_attachments:
    case ClientError::enrolment_other_device:
    case ClientError::already_enrolled: return "";
    case ClientError::key_package_swapped:
    case ClientError::key_package_missing_from_answer:
    case ClientError::delivery_skipped:
    case ClientError::messages_missing:
    case ClientError::delivery_altered:
    case ClientError::log_withheld:
    case ClientError::member_forked:
    case ClientError::relay_restored:
    case ClientError::answer_contradicts:
      return "Nothing was accepted and nothing is lost. Tell your security officer; the relay may be tampered with. `valise "
             "status` keeps the alarm.";
  }
  return "";
}

}  // namespace

std::string_view describe(ClientError error) {
  switch (error) {
    case ClientError::subject_missing: return "a new room needs a subject";
    case ClientError::address_invalid:
      return "an address is written like ke-odpp/duty, ke-odpp/@jmwangi or country=KE,mandate=untoc-18";
    case ClientError::nobody_selected: return "nobody in the directory meets this selector";
    case ClientError::not_on_post: return "you are not on the roster of this post";
    case ClientError::post_not_chosen: return "you staff several posts";
    case ClientError::no_own_post: return "you are on no post's roster";
    case ClientError::file_unreadable: return "the file cannot be read";
    case ClientError::file_too_large: return "the file is larger than the relay takes";
    case ClientError::message_too_large: return "the message is too long; attach the text as a file";
    case ClientError::wrong_invite: return "this invite is for another device or officer than this profile's";
    case ClientError::no_words: return "there is no word to search for";
    case ClientError::retention_out_of_range: return "messages are kept for 1 to 36,525 days";
    case ClientError::record_exists: return "there is something of this name already";
    case ClientError::backup_malformed: return "this is not a whole backup of this program, or the passphrase is wrong";
    case ClientError::not_urgent: return "this message does not ask for an answer: it is not urgent";
    case ClientError::form_unknown: return "this version knows no such kind of form";
    case ClientError::form_invalid: return "the form is not as its description asks";
    case ClientError::not_a_form: return "this message is no such form";
    case ClientError::promise_past: return "the promised time has passed already, or is more than two years away";
    case ClientError::comment_empty: return "a comment needs words or a proposal";
    case ClientError::passage_unknown: return "these words do not stand in the form";
    case ClientError::no_predecessor: return "there is no version before this one";
    case ClientError::other_form_kind: return "forms of different kinds cannot be compared";
    case ClientError::link_code_invalid: return "this is no linking code, or a part of it is missing";
    case ClientError::link_code_expired: return "the linking code has run out";
    case ClientError::not_own_device: return "the linking code is not of another active device of yours";
    case ClientError::not_form_side: return "this is for the other side of the form to say";
    case ClientError::draft_unknown: return "there is no such draft in this profile";
    case ClientError::reason_missing: return "a reason is needed";
    case ClientError::not_asked: return "the message asks another post for an answer";
    case ClientError::authority_unconfirmed: return "a new authority was not confirmed";
    case ClientError::guest_time_past: return "a guest's time must end in the future, within a year";
    case ClientError::not_own_message: return "this message is not your own";
    case ClientError::not_editable: return "only an own text that was not retracted can be changed or retracted";
    case ClientError::not_forwardable: return "only messages with text that were not retracted can be forwarded";
    case ClientError::files_not_saved: return "the files of the message are not here";
    case ClientError::nothing_to_ask: return "it may be forwarded without asking";
    case ClientError::not_a_wish: return "this message does not ask to forward anything";
    case ClientError::handling_invalid: return "a message has at most 64 handling conditions of at most 1,000 bytes each";
    case ClientError::forward_not_allowed: return "its handling conditions do not allow forwarding";
    case ClientError::address_unknown: return "there is nothing of that address in the directory";
    case ClientError::message_unknown: return "there is no such message in this profile";
    case ClientError::room_unknown: return "there is no such room in this profile";
    case ClientError::no_attachments: return "the message has no files";
    case ClientError::channel_unknown: return "there is no such alert channel of yours";
    case ClientError::no_handover: return "no hand-over waits for you";
    case ClientError::not_a_colleague: return "this is not another officer on the post's roster";
    case ClientError::channel_target_invalid: return "a channel is one e-mail address, or a URL that begins with https://";
    case ClientError::channel_not_allowed: return "this relay does not call that address";
    case ClientError::channel_test_failed: return "the other side did not take the test message";
    case ClientError::channel_code_wrong: return "this is not the code of the last test message";
    case ClientError::channel_code_used_up: return "there is no code to confirm, or it was tried too often";
    case ClientError::not_enrolled: return "this device is not enrolled";
    case ClientError::enrolment_pending: return "the enrolment of this device is not approved yet";
    case ClientError::enrolment_other_device: return "the directory has other keys for this device";
    case ClientError::already_enrolled: return "this device is enrolled already";
    case ClientError::device_revoked: return "this device has been revoked in the directory";
    case ClientError::left_room: return "this device is no longer a member of the room";
    case ClientError::room_closed: return "the room is closed";
    case ClientError::not_being_sent: return "no file of this message is on its way";
    case ClientError::files_held: return "its files are held back here";
    case ClientError::sending_cancelled: return "it was cancelled here before it was sent";
    case ClientError::restored_unsent: return "it was restored from a backup before it was sent";
    case ClientError::state_lost: return "this device has lost its place in the room";
    case ClientError::nobody_ready: return "no device of the recipients is ready to receive yet";
    case ClientError::room_busy: return "the room is being changed by others";
    case ClientError::key_package_swapped: return "the relay handed out a key that does not belong to the recipient";
    case ClientError::key_package_missing_from_answer: return "the relay's answer does not fit the keys that were asked for";
    case ClientError::delivery_skipped: return "the relay left out messages";
    case ClientError::messages_missing: return "the relay left out a message, or delivered messages in a wrong order";
    case ClientError::delivery_altered: return "a message was altered on its way, or its sender made it unreadable";
    case ClientError::log_withheld: return "the relay withholds a part of the directory that other members have seen";
    case ClientError::member_forked: return "another member was shown a different directory";
    case ClientError::attachment_altered: return "a file was altered on its way";
    case ClientError::relay_restored: return "the relay has gone back to an earlier state";
    case ClientError::answer_contradicts: return "the relay's answer contradicts an earlier one";
  }
  return "client failure";
}

std::string_view advice_for(ErrorKind kind, const base::Error& error) {
  const std::error_code& code = error.code;
  if (code.category() == make_error_code(ClientError::subject_missing).category())
    return advice_for(static_cast<ClientError>(code.value()));
  if (code == RoomRuleError::not_an_owner || code == RoomRuleError::handling_taken_away)
    return "`valise case show` names the owners; ask one of them.";
  if (code == RoomRuleError::no_owner_left) return "Make another post an owner first, or close the room.";
  if (code == RoomRuleError::room_is_closed) return "An owner can open it again: `valise case reopen`.";
  if (code == crypto::KeyFileError::wrong_passphrase) return "Try again; the passphrase is the one chosen at `valise init`.";
  if (code == StoreError::no_profile) return "Make one with `valise init`, or name another with --profile.";
  if (code == StoreError::held) return "Wait until it has ended, or stop it.";
  if (code == NetError::authentication_refused)
    return "The device may be revoked or not approved yet; ask your security officer.";
  switch (kind) {
    case ErrorKind::trust: return "Nothing was accepted and nothing is lost. Tell your security officer before you go on.";
    case ErrorKind::network:
      return "It is tried again by itself at the next `valise recv` or `valise send`; `valise doctor` examines the connection.";
    case ErrorKind::failed:
    case ErrorKind::usage:
    case ErrorKind::not_found:
    case ErrorKind::not_authorised:
    case ErrorKind::busy: return "";
  }
  return "";
}

}  // namespace valise::sdk::client
