#include "desk/views.hpp"

#include "desk/form_views.hpp"
#include "desk/work_views.hpp"

namespace valise::desk {

namespace {

void add(google::protobuf::RepeatedPtrField<v1::DeskArgument>& out, const std::vector<TextArgument>& arguments) {
  for (const auto& argument : arguments) {
    auto& added = *out.Add();
    added.set_name(argument.name);
    added.set_value(argument.value);
  }
}

}  // namespace

v1::DeskSentence view_of(const Sentence& sentence) {
  v1::DeskSentence out;
  out.set_id(sentence.id);
  add(*out.mutable_arguments(), sentence.arguments);
  return out;
}

v1::DeskFailure view_of(const Error& error) {
  v1::DeskFailure out;
  out.set_kind(static_cast<std::uint32_t>(error.kind));
  out.set_code(error.code);
  out.set_message(error.message);
  out.set_advice(error.advice);
  add(*out.mutable_arguments(), error.arguments);
  return out;
}

v1::DeskConnection view_of(const Connection& connection) {
  v1::DeskConnection out;
  switch (connection.state) {
    case Connection::State::connecting: out.set_state(v1::DeskConnection::STATE_CONNECTING); break;
    case Connection::State::online: out.set_state(v1::DeskConnection::STATE_ONLINE); break;
    case Connection::State::offline: out.set_state(v1::DeskConnection::STATE_OFFLINE); break;
    case Connection::State::stopped: out.set_state(v1::DeskConnection::STATE_STOPPED); break;
  }
  if (connection.reason) *out.mutable_reason() = view_of(*connection.reason);
  out.set_retry_at(millis(connection.retry_at));
  return out;
}

v1::DeskNotice view_of(const Notice& notice) {
  v1::DeskNotice out;
  switch (notice.level) {
    case Notice::Level::info: out.set_level(v1::DeskNotice::LEVEL_INFO); break;
    case Notice::Level::warning: out.set_level(v1::DeskNotice::LEVEL_WARNING); break;
    case Notice::Level::alarm: out.set_level(v1::DeskNotice::LEVEL_ALARM); break;
  }
  out.set_at(millis(notice.at));
  out.set_room(notice.room);
  out.set_text(notice.text);
  for (const auto& sentence : notice.sentences) *out.add_sentences() = view_of(sentence);
  return out;
}

namespace {

v1::DeskTextChange view_of(const ChangeView& change) {
  v1::DeskTextChange out;
  put_person(change, out);
  out.set_text(change.text);
  out.set_at(millis(change.at));
  return out;
}

v1::DeskForwarded view_of(const ForwardedView& forwarded) {
  v1::DeskForwarded out;
  out.set_from(forwarded.from);
  put_person(forwarded, out);
  out.set_sent_at(millis(forwarded.sent_at));
  out.set_permission(forwarded.permission);
  out.set_permitted_by(forwarded.permitted_by);
  out.set_verified(forwarded.verified);
  out.set_permission_verified(forwarded.permission_verified);
  return out;
}

// What became of a message: where it arrived, what its author said of it later, where it came from.
void put_course(const MessageView& message, v1::DeskMessage& out) {
  out.set_failed(message.failed);
  for (const auto& recipient : message.recipients) {
    auto& added = *out.add_recipients();
    added.set_device(recipient.device);
    put_person(recipient, added);
    added.set_delivered_at(millis(recipient.delivered_at));
    added.set_read_at(millis(recipient.read_at));
  }
  for (const auto& condition : message.room_handling) out.add_room_handling(condition);
  for (const auto& change : message.edits) *out.add_edits() = view_of(change);
  if (message.retraction) *out.mutable_retraction() = view_of(*message.retraction);
  if (message.forwarded) *out.mutable_forwarded() = view_of(*message.forwarded);
  for (const auto& address : message.forward_to) out.add_forward_to(address);
  out.set_repeated_by(message.repeated_by);
}

}  // namespace

v1::DeskMessage view_of(const MessageView& message) {
  v1::DeskMessage out;
  out.set_id(message.id);
  out.set_room(message.room);
  out.set_subject(message.subject);
  out.set_from(message.from);
  put_person(message, out);
  out.set_text(message.text);
  out.set_in_reply_to(message.in_reply_to);
  out.set_urgency(static_cast<v1::DeskUrgency>(message.urgency));
  for (const auto& condition : message.handling) out.add_handling(condition);
  out.set_sent_at(millis(message.sent_at));
  out.set_received_at(millis(message.received_at));
  out.set_state(static_cast<v1::DeskDelivery>(message.state));
  out.set_state_reason(message.state_reason);
  if (!message.state_error.code.empty()) *out.mutable_state_failure() = view_of(message.state_error);
  out.set_outgoing(message.outgoing);
  out.set_read(message.read);
  out.set_unknown_kind(message.unknown_kind);
  out.set_kind(message.kind);
  out.set_about(message.about);
  out.set_act(message.act);
  out.set_without_effect(message.without_effect);
  if (message.matter) *out.mutable_matter() = view_of(*message.matter);
  if (message.form) *out.mutable_form() = view_of(*message.form);
  if (message.comment) *out.mutable_comment() = view_of(*message.comment);
  put_course(message, out);
  for (const auto& file : message.attachments) {
    auto& attachment = *out.add_attachments();
    attachment.set_name(file.name);
    attachment.set_media_type(file.media_type);
    attachment.set_size(file.size);
    if (file.saved_to) attachment.set_saved_to(file.saved_to->string());
    attachment.set_fetched(file.fetched);
    attachment.set_stored_size(file.stored_size);
    attachment.set_to_send(file.to_send);
    attachment.set_held(file.held);
  }
  return out;
}

v1::DeskMessages view_of(const std::vector<MessageView>& messages) {
  v1::DeskMessages out;
  for (const auto& message : messages) *out.add_messages() = view_of(message);
  return out;
}

v1::DeskRoom view_of(const RoomView& room) {
  v1::DeskRoom out;
  out.set_id(room.id);
  out.set_subject(room.subject);
  for (const auto& address : room.participants) out.add_participants(address);
  for (const auto& member : room.members) {
    auto& added = *out.add_members();
    put_person(member, added);
    added.set_self(member.self);
  }
  out.set_messages(room.messages);
  out.set_unread(room.unread);
  out.set_left(room.left);
  for (const auto& post : room.owners) out.add_owners(post);
  for (const auto& guest : room.guests) {
    auto& added = *out.add_guests();
    added.set_address(guest.address);
    added.set_name(guest.name);
    added.set_until(millis(guest.until));
  }
  for (const auto& reference : room.references) {
    auto& added = *out.add_references();
    added.set_authority(reference.authority);
    added.set_number(reference.number);
  }
  for (const auto& condition : room.handling) out.add_handling(condition);
  out.set_phase(static_cast<v1::DeskRoom::Phase>(room.phase));
  for (const auto& address : room.waiting_for) out.add_waiting_for(address);
  out.set_retention_days(room.retention_days);
  out.set_read_receipts(room.read_receipts);
  out.set_place_lost(room.place_lost);
  for (const auto& change : room.changes_waiting) out.add_changes_waiting(change);
  return out;
}

v1::DeskStatus view_of(const Status& status) {
  v1::DeskStatus out;
  out.set_awaits_approval(status.enrolment.state == Enrolment::State::requested);
  out.set_authority(status.enrolment.authority);
  out.set_officer(status.enrolment.officer);
  out.set_officer_name(status.enrolment.officer_name);
  out.set_device(status.enrolment.device);
  out.set_label(status.enrolment.label);
  out.set_relay(status.enrolment.relay);
  for (const auto& post : status.posts) out.add_posts(post);
  out.set_rooms(status.rooms);
  out.set_unread(status.unread);
  out.set_queued(status.queued);
  for (const auto& alarm : status.alarms) *out.add_alarms() = view_of(alarm);
  out.set_head_known(status.head.known);
  out.set_head_seconds(status.head.age_seconds);
  out.set_head_witnessed(status.head.witnessed);
  out.set_urgent_minutes(static_cast<std::uint32_t>(usual_time(Urgency::urgent)->count()));
  out.set_emergency_minutes(static_cast<std::uint32_t>(usual_time(Urgency::emergency)->count()));
  return out;
}

}  // namespace valise::desk
