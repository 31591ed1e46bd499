#include "client-sdk/client/message_view.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/change.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/duty_board.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form_comments.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/forward.hpp"
#include "client-sdk/client/kept_reason.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/original_changed.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/safe_name.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/transfer.hpp"

namespace valise::sdk::client {
namespace {

valise::AttachmentView view_of(const store::Transfer& file) {
  valise::AttachmentView out{.name = safe_name(file.name),
                             .media_type = file.media_type,
                             .size = file.size,
                             .sha256 = base::to_hex(file.sha256),
                             .saved_to = {},
                             .stored_size = file.stored_size};
  const bool upload = file.direction == store::TransferDirection::upload;
  out.held = upload && file.state == store::TransferState::offered;
  out.to_send = out.held || (upload && file.state == store::TransferState::active);
  if (!upload) out.fetched = file.transferred;
  const bool saved = file.direction == store::TransferDirection::download && file.state == store::TransferState::complete;
  if (saved) out.saved_to = file.path;
  return out;
}

valise::DeliveryState state_of(const store::Message& message) {
  switch (message.state) {
    case store::MessageState::queued:
    case store::MessageState::failed: return valise::DeliveryState::queued;
    case store::MessageState::sent: return valise::DeliveryState::sent;
    case store::MessageState::received: return valise::DeliveryState::received;
  }
  return valise::DeliveryState::received;
}

// Why a message still waits: that its author holds it back, or what the last attempt said; or that it failed for good.
Result<std::string> waiting_reason(store::Transaction& tx, const store::Message& message) {
  if (message.state == store::MessageState::failed) return message.reason;
  if (message.state != store::MessageState::queued) return std::string();
  auto held = are_held(tx, message.id, message.sender);
  if (!held) return pass_on(held);
  if (*held) return kept({ClientError::files_held, {}});
  auto waiting = tx.outbox().waiting();
  if (!waiting) return pass_on(waiting);
  for (const store::OutboxItem& item : *waiting) {
    if (item.message == message.id) return item.last_error;
  }
  return std::string();
}

void add_sender(const Context& context, const store::Message& message, valise::MessageView& out) {
  const valise::MemberView sender = member_view(context, message.sender);
  out.device = sender.device;
  out.officer = sender.officer;
  out.officer_name = sender.officer_name;
}

const char* word(v1::Answer answer) {
  switch (answer) {
    case v1::ANSWER_TAKE: return "take";
    case v1::ANSWER_DECLINE: return "decline";
    case v1::ANSWER_CONTEST: return "contest";
    case v1::ANSWER_DONE: return "done";
    default: return "";
  }
}

void add_about(const v1::MessageRef& about, const char* act, const std::string& text, valise::MessageView& out) {
  out.about = base::to_hex(base::as_bytes(about.message_id()));
  out.act = act;
  out.text = text;
}

// A comment in lines: the passage, what is said of it, and what is proposed.
std::string comment_text(const v1::Comment& comment) {
  std::string out;
  const auto add = [&](const std::string& line) { out += (out.empty() ? "" : "\n") + line; };
  if (!comment.passage().empty()) add("\u201c" + comment.passage() + "\u201d");
  if (!comment.text().empty()) add(comment.text());
  if (!comment.proposal().empty()) add("\u2192 " + comment.proposal());
  return out;
}

void add_body(const v1::Content& content, valise::MessageView& out) {
  switch (content.body_case()) {
    case v1::Content::kText: out.kind = "text"; break;
    case v1::Content::kAcknowledgement:
      out.kind = "acknowledgement";
      add_about(content.acknowledgement().message(), word(content.acknowledgement().answer()), content.acknowledgement().reason(),
                out);
      break;
    case v1::Content::kForm:
      out.kind = "form";
      out.text = form_text(content.form());
      break;
    case v1::Content::kStatusChange:
      out.kind = "status";
      add_about(content.status_change().form(), sdk::client::word(content.status_change().status()),
                content.status_change().text(), out);
      break;
    case v1::Content::kComment:
      out.kind = "comment";
      add_about(content.comment().message(), "", comment_text(content.comment()), out);
      break;
    case v1::Content::kEdit:
      out.kind = "edit";
      add_about(content.edit().message(), "edit", content.edit().text(), out);
      break;
    case v1::Content::kRetraction:
      out.kind = "retraction";
      add_about(content.retraction().message(), "retract", content.retraction().reason(), out);
      break;
    case v1::Content::kForwardWish:
      out.kind = "forward-wish";
      add_about(content.forward_wish().message(), "ask", content.forward_wish().reason(), out);
      out.forward_to.assign(content.forward_wish().to().begin(), content.forward_wish().to().end());
      break;
    case v1::Content::kForwardAnswer:
      out.kind = "forward-answer";
      add_about(content.forward_answer().wish(), content.forward_answer().granted() ? "grant" : "refuse",
                content.forward_answer().reason(), out);
      break;
    case v1::Content::kHandoverSheet:
      out.kind = "handover";
      out.text = handover_text(content.handover_sheet());
      break;
    case v1::Content::kDutyTaken:
      out.kind = "duty";
      out.text = taken_text(content.duty_taken());
      break;
    default: out.unknown_kind = true; break;
  }
}

void add_content(const store::Message& message, valise::MessageView& out) {
  v1::Content content;
  if (!content.ParseFromArray(message.content.data(), static_cast<int>(message.content.size()))) return;
  out.from = content.from_post();
  out.text = content.text().text();
  add_body(content, out);
  out.in_reply_to = base::to_hex(base::as_bytes(content.in_reply_to()));
  out.urgency = from_wire(content.urgency());
  out.handling.assign(content.handling().begin(), content.handling().end());
}

Result<> add_recipients(const Context& context, store::Transaction& tx, const store::Message& message, valise::MessageView& out) {
  if (message.direction != store::Direction::outgoing) return {};
  out.failed = message.state == store::MessageState::failed;
  auto recipients = tx.receipts().recipients(key_of(message));
  if (!recipients) return pass_on(recipients);
  for (const store::Recipient& recipient : *recipients) {
    valise::MemberView who = member_view(context, recipient.device);
    out.recipients.push_back({.device = std::move(who.device),
                              .officer = std::move(who.officer),
                              .officer_name = std::move(who.officer_name),
                              .delivered_at = recipient.delivered_at,
                              .read_at = recipient.read_at});
  }
  return {};
}

Result<> add_origin(const Context& context, store::Transaction& tx, const store::Message& message, valise::MessageView& out) {
  const v1::Content content = content_of(message);
  if (!content.has_forwarded()) return {};
  auto origin = forwarded_view(tx, context, content);
  if (!origin) return pass_on(origin);
  out.forwarded = std::move(*origin);
  auto told = changes_told(tx, context, key_of(message));
  if (!told) return pass_on(told);
  out.forwarded->told = std::move(*told);
  return {};
}

Result<> add_room_handling(const store::Room& room, valise::MessageView& out) {
  auto state = parse_room_state(room.state);
  if (!state) return pass_on(state);
  for (const std::string& condition : state->handling()) {
    if (std::ranges::find(out.handling, condition) == out.handling.end()) out.room_handling.push_back(condition);
  }
  return {};
}

// What later messages say about this one, and whether it says something about another with effect.
Result<> add_links(const Context& context, store::Transaction& tx, const store::Message& message, valise::MessageView& out) {
  auto matter = matter_of(context, tx, key_of(message));
  if (!matter) return pass_on(matter);
  out.matter = std::move(*matter);
  if (auto added = add_recipients(context, tx, message, out); !added) return added;
  if (auto added = add_changes(context, tx, key_of(message), out); !added) return added;
  if (auto added = add_origin(context, tx, message, out); !added) return added;
  if (out.about.empty()) return {};
  auto target = tx.links().target_of(key_of(message));
  if (!target) return pass_on(target);
  out.without_effect = !target->has_value();
  return {};
}

Result<> add_form(const Context& context, store::Transaction& tx, const store::Message& message, valise::MessageView& out) {
  if (message.body == v1::Content::kForm) {
    auto form = form_view(context, tx, message);
    if (!form) return pass_on(form);
    out.form = std::move(*form);
  }
  if (message.body == v1::Content::kComment) {
    auto comment = comment_view(context, tx, message);
    if (!comment) return pass_on(comment);
    out.comment = std::move(*comment);
  }
  return {};
}

}  // namespace

Result<valise::MessageView> view_of(const Context& context, store::Transaction& tx, const store::Message& message) {
  auto room = tx.rooms().find(message.room);
  if (!room) return pass_on(room);
  auto files = tx.transfers().of_message(message.id, message.sender);
  if (!files) return pass_on(files);
  auto reason = waiting_reason(tx, message);
  if (!reason) return pass_on(reason);
  valise::MessageView out;
  out.id = base::to_hex(message.id.view());
  out.room = base::to_hex(message.room.view());
  if (*room) out.subject = (*room)->subject;
  add_sender(context, message, out);
  if (message.repeated_by) {
    const valise::MemberView by = member_view(context, *message.repeated_by);
    out.repeated_by = by.officer.empty() ? by.device : by.officer;
  }
  add_content(message, out);
  if (*room) {
    if (auto added = add_room_handling(**room, out); !added) return pass_on(added);
  }
  if (auto added = add_links(context, tx, message, out); !added) return pass_on(added);
  if (auto added = add_form(context, tx, message, out); !added) return pass_on(added);
  out.sent_at = message.sent_at;
  out.outgoing = message.direction == store::Direction::outgoing;
  if (!out.outgoing) out.received_at = message.received_at;
  out.state = state_of(message);
  out.state_error = reason_of(*reason);
  out.state_reason = out.state_error.message;
  out.room_seq = message.room_seq ? message.room_seq->value() : 0;
  out.read = message.read;
  for (const store::Transfer& file : *files) out.attachments.push_back(view_of(file));
  return out;
}

valise::Notice view_of(const store::Notice& notice) {
  using Level = valise::Notice::Level;
  valise::Notice out{
      .level = Level::alarm, .at = notice.at, .room = {}, .text = notice.text, .sentences = to_public(notice.sentences)};
  if (notice.room) out.room = base::to_hex(notice.room->view());
  switch (notice.kind) {
    case store::NoticeKind::trust_failure:
    case store::NoticeKind::fork:
    case store::NoticeKind::message_gap:
    case store::NoticeKind::commit_skipped:
    case store::NoticeKind::own_key_recovery:
    case store::NoticeKind::alert_alarm:
    case store::NoticeKind::relay_restored: break;
    case store::NoticeKind::alert:
    case store::NoticeKind::key_recovery:
    case store::NoticeKind::deliveries_expired:
    case store::NoticeKind::state_lost:
    case store::NoticeKind::send_failed:
    case store::NoticeKind::not_erased:
    case store::NoticeKind::unanswered:
    case store::NoticeKind::witnesses_changed:
    case store::NoticeKind::transfer_failed: out.level = Level::warning; break;
    case store::NoticeKind::members_changed:
    case store::NoticeKind::removed_from_room:
    case store::NoticeKind::information: out.level = Level::info; break;
  }
  return out;
}

valise::MemberView member_view(const Context& context, base::DeviceId id) {
  valise::MemberView out{.device = base::to_hex(id.view()), .officer = {}, .officer_name = {}};
  out.self = context.identity && context.device() == id;
  const directory::Device* device = context.directory().device(id);
  if (device == nullptr) return out;
  out.officer = device->officer.string();
  if (const directory::Officer* officer = context.directory().officer(device->officer))
    out.officer_name = officer->details.name();
  return out;
}

std::string member_text(const Context& context, base::DeviceId id) {
  const valise::MemberView member = member_view(context, id);
  if (member.officer.empty()) return "? (" + member.device + ")";
  const std::string label = context.directory().device(id)->label;
  return member.officer_name + ", " + member.officer + (label.empty() ? "" : " (" + label + ")");
}

}  // namespace valise::sdk::client
