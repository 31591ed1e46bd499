// Rooms and messages as the SDK shows and takes them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "valise/directory.hpp"
#include "valise/error.hpp"
#include "valise/form_view.hpp"

namespace valise {

enum class Urgency { routine, urgent, emergency };

// Where a message is on its way. `sent` is said only after the relay stored it durably.
enum class DeliveryState { queued, sent, received };

struct AttachmentView {
  std::string name;  // safe to use as a file name
  std::string media_type;
  std::uint64_t size = 0;
  std::string sha256;  // hexadecimal, of the plain file
  std::optional<std::filesystem::path> saved_to;
  std::uint64_t fetched = 0;      // bytes of the encrypted file that an unfinished download has brought
  std::uint64_t stored_size = 0;  // of the encrypted file
  bool to_send = false;           // an own file that is not whole at the relay yet
  bool held = false;              // and is not to be sent for now (valise/transfers.hpp)
};

// FileProgress: how far a file has come on its way to the relay, in bytes of its encrypted form.
struct FileProgress {
  std::string message;  // id
  std::size_t position = 0;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

enum class MatterState { open, in_charge, declined, contested, done };

// MatterAnswer is one officer's answer to an urgent message.
struct MatterAnswer {
  MatterState state = MatterState::in_charge;  // what it says, whether or not it changed anything
  std::string officer;                         // address
  std::string officer_name;
  std::string post;     // that the officer answered for
  std::string reason;   // or remark; may be empty
  std::string message;  // id of the answer
  Time at{};
};

// MatterView: where an urgent message stands (valise/matters.hpp).
struct MatterView {
  std::string message;  // id
  std::string room;     // id
  std::string subject;
  std::string from;   // the sender's post
  std::string asked;  // address of the post or officer who is to answer; empty: anybody else in the room
  Urgency urgency = Urgency::urgent;
  Time sent_at{};
  std::optional<Time> answer_by;
  MatterState state = MatterState::open;
  std::string officer;  // who has it in charge, or whose answer counts
  std::string officer_name;
  std::string reason;
  std::optional<Time> answered_at;
  bool overdue = false;   // the deadline passed without an answer
  bool outgoing = false;  // this device's own
  bool asks_me = false;   // this officer is among those who are asked
  bool mine = false;      // this officer has it in charge
  std::vector<MatterAnswer> history;
};

// RecipientState: whether an own message has arrived on a device of somebody else.
struct RecipientState {
  std::string device;   // id
  std::string officer;  // address
  std::string officer_name;
  std::optional<Time> delivered_at;
  std::optional<Time> read_at;  // only in rooms where members tell it
};

// ChangeView is what its author said of a message later: another text, or why it was taken back.
struct ChangeView {
  std::string message;  // id of the one that says so
  std::string officer;  // address
  std::string officer_name;
  std::string text;
  Time at{};  // sender's clock
};

// ToldChangeView is what the forwarder's program told those who do not read the room where it was said first: its author has said
// other words since, or has taken it back. The forwarder's word.
struct ToldChangeView {
  std::string message;  // id of the one that says so
  std::string officer;  // address of the forwarder
  std::string officer_name;
  bool retracted = false;
  Time at{};  // when the author said so
};

// ForwardedView: where a forwarded text comes from. It is the forwarder's word, but for what is verified.
struct ForwardedView {
  std::string room;     // id
  std::string message;  // id
  std::string from;     // post
  std::string officer;  // address
  std::string officer_name;
  Time sent_at{};
  std::vector<std::string> handling;
  std::string permission;            // id of the originator's answer; empty: none was needed, as the forwarder says
  std::string permitted_by;          // address of an officer
  bool verified = false;             // the signed original is in this profile and says the same
  bool permission_verified = false;  // so is the answer
  std::string edit;                  // id of the change by its author whose text was forwarded; empty: as it was said first
  std::vector<ChangeView> later;     // changes of the original that the forwarded text does not have, where this profile has them
  std::optional<ChangeView> withdrawn;  // the original was taken back, as this profile knows
  std::vector<ToldChangeView> told;     // changes that this profile does not have, as the forwarder says
};

struct MessageView {
  std::string id;    // 32 hexadecimal digits
  std::string room;  // 64 hexadecimal digits
  std::string subject;
  std::string from;     // address of the sender's post
  std::string officer;  // address of the officer who wrote
  std::string officer_name;
  std::string device;  // id
  std::string text;
  std::string in_reply_to;  // message id or empty
  Urgency urgency = Urgency::routine;
  std::vector<std::string> handling;
  Time sent_at{};  // sender's clock
  std::optional<Time> received_at;
  DeliveryState state = DeliveryState::received;
  std::string state_reason;    // why it is still queued, in English; empty otherwise
  Error state_error{};         // the same with its code, where the catalogue of languages has it
  std::uint64_t room_seq = 0;  // 0 while queued
  bool outgoing = false;
  std::string repeated_by;  // officer who handed it on to this device, which had missed it (the signature was verified); or empty
  bool read = false;
  bool unknown_kind = false;    // made by a newer version; kept, cannot be shown in full
  std::string kind;             // "text", "acknowledgement", ...; empty for an unknown one
  std::string about;            // id of the message that it answers, changes or comments on; may be empty
  std::string act;              // what it says of that message: "take", "decline", "contest", "done"; "edit", "retract"; "ask",
                                // "grant", "refuse" to forward; FormStep::act
  bool without_effect = false;  // it says what its sender may not say of that message, or that message is not known here
  bool failed = false;          // it will never be sent; state_reason says why
  std::vector<RecipientState> recipients;  // of an own message: the devices of others that it was sent to
  std::optional<MatterView> matter;        // of an urgent message: who answers for it
  std::optional<FormView> form;            // of a form: how it stands; `text` has it in English lines
  std::optional<CommentView> comment;
  std::vector<AttachmentView> attachments;
  std::vector<std::string> room_handling;  // conditions of the room, where they are not among `handling`
  std::vector<ChangeView> edits;           // the last has the text as it is to be now; `text` stays what was said first
  std::optional<ChangeView> retraction;
  std::optional<ForwardedView> forwarded;
  std::vector<std::string> forward_to;  // of a wish to forward: addresses
};

struct MemberView {
  std::string device;   // id
  std::string officer;  // address
  std::string officer_name;
  bool self = false;
};

struct ReferenceView {
  std::string authority;
  std::string number;
};

// GuestView is a person who takes part until a moment.
struct GuestView {
  std::string address;  // of an officer
  std::string name;
  Time until{};
};

enum class RoomPhase { open, waiting, closed };

struct RoomView {
  std::string id;
  std::string subject;
  std::vector<std::string> participants;  // addresses
  std::vector<MemberView> members;
  std::uint64_t epoch = 0;
  std::string epoch_authenticator;  // hexadecimal; equal for all members of an epoch
  std::uint64_t messages = 0;
  std::uint64_t unread = 0;
  bool left = false;                // this device is no longer a member
  std::vector<std::string> owners;  // posts
  std::vector<GuestView> guests;
  std::vector<ReferenceView> references;  // each authority's own
  std::vector<std::string> handling;      // conditions of everything that is said here
  RoomPhase phase = RoomPhase::open;
  std::vector<std::string> waiting_for;      // whose turn it is
  std::uint32_t retention_days = 0;          // 0: without end
  bool read_receipts = false;                // members may tell that they have read
  bool place_lost = false;                   // this device waits to be brought back by a member's program
  std::vector<std::string> changes_waiting;  // in words: changes by this device that are not made yet
};

// A message to write. Either `to` (a new room) or `room` (an existing one, or the room of `in_reply_to`).
struct Draft {
  std::vector<std::string> to;  // addresses "ke-odpp/duty", "ke-odpp/@jmwangi", or selectors "country=KE,mandate=untoc-18"
  std::string room;             // id or unique prefix
  std::string in_reply_to;      // message id or unique prefix
  std::string from;             // own post; may stay empty where the officer staffs exactly one
  std::string subject;          // required for a new room
  std::string text;
  Urgency urgency = Urgency::routine;
  std::optional<Time> acknowledge_by;
  std::vector<std::string> handling;
  std::vector<std::filesystem::path> files;
  std::vector<std::string> file_names;  // what they are called, in the same order, where that is not their name on the disk
};

// Called from the calling thread; `total` is in bytes. For showing only.
using Progress = std::function<void(const std::string& what, std::uint64_t done, std::uint64_t total)>;

struct SendReport {
  std::string message;  // id
  std::string room;     // id
  DeliveryState state = DeliveryState::queued;
  std::string reason;                          // why it is queued, in English
  Error error{};                               // the same with its code, where the catalogue of languages has it
  ErrorKind reason_kind = ErrorKind::network;  // not_authorised: it will not go out until the device is admitted again
  std::vector<MemberView> recipients;
  std::vector<Sentence> warning;  // the directory is too old to know of revocations, and what to do; empty: it is not
  bool failed = false;            // it will never be sent; `reason` says why
  std::uint64_t devices = 0;      // of others, to which it was sent
  std::uint64_t delivered = 0;    // of these, have confirmed it
};

// Something a person should know: a trust failure that was survived, a gap, a new member, an expired message.
struct Notice {
  enum class Level { info, warning, alarm };
  Level level = Level::info;
  Time at{};
  std::string room;                 // id or empty
  std::string text;                 // in English
  std::vector<Sentence> sentences;  // the same for the catalogue of languages; empty where it has none
};

}  // namespace valise
