#include <fmt/format.h>

#include <algorithm>

#include "cli/change_text.hpp"
#include "cli/delivery_text.hpp"
#include "cli/form_text.hpp"
#include "cli/matter_text.hpp"
#include "cli/progress_bar.hpp"
#include "cli/room_title.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

// A label and a value under each other; nothing where there is no value.
std::string field(std::string_view label, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:<10} {}\n", label, value);
}

std::string sender_of(const MessageView& m, const Output& output) {
  if (m.outgoing) return output.say("message.from_me", {{"post", terminal_line(m.from)}});
  return output.say(
      "message.from_officer",
      {{"name", terminal_line(m.officer_name)}, {"officer", terminal_line(m.officer)}, {"post", terminal_line(m.from)}});
}

std::string urgency_mark(const MessageView& m, const Output& output) {
  if (m.urgency == Urgency::routine) return "";
  return output.styled(Style::bad,
                       m.urgency == Urgency::emergency ? output.say("message.emergency") : output.say("message.urgent"));
}

// The room's conditions hold for everything that is said in it.
std::vector<std::string> all_handling(const MessageView& m) {
  auto out = m.handling;
  out.insert(out.end(), m.room_handling.begin(), m.room_handling.end());
  return out;
}

std::string attachment_text(const AttachmentView& a, const Output& output) {
  const auto size = size_text(a.size, output.speaker());
  if (!a.saved_to) return output.say("message.file", {{"name", terminal_line(a.name)}, {"size", size}});
  return output.say("message.file_saved",
                    {{"name", terminal_line(a.name)}, {"size", size}, {"path", terminal_line(a.saved_to->string())}});
}

std::string joined(const std::vector<std::string>& texts, const Output& output) {
  std::vector<std::string> harmless;
  for (const auto& text : texts) harmless.push_back(terminal_line(text));
  return output.speaker().list(harmless);
}

std::string sentence_text(const Sentence& sentence, const language::Speaker& speaker) {
  std::vector<language::Argument> arguments;
  for (const auto& [name, value] : sentence.arguments) {
    const bool text = name.starts_with('@') && language::Speaker::knows(value);
    arguments.emplace_back(name.starts_with('@') ? name.substr(1) : name, text ? speaker.say(value) : terminal_line(value));
  }
  return speaker.say(sentence.id, arguments);
}

// A notice is said in the person's language where the catalogue knows all of it.
std::string words_of(const Notice& n, const Output& output) {
  const auto known = [](const Sentence& sentence) { return language::Speaker::knows(sentence.id); };
  if (n.sentences.empty() || !std::ranges::all_of(n.sentences, known)) return terminal_line(n.text);
  return sentences_text(n.sentences, output);
}

// An urgent message's answers, the latest last, and what this message itself says about another.
std::string matter_text(const MessageView& m, const Output& output) {
  std::string text;
  if (m.matter) {
    text += field(output.say("matter.label.answer"), matter_line(*m.matter, output.now(), output));
    if (m.matter->answer_by)
      text += field(output.say("matter.label.deadline"), both_times(*m.matter->answer_by, output.speaker()));
    const bool refused = m.matter->state == MatterState::declined || m.matter->state == MatterState::contested;
    text += field(output.say(refused ? "matter.label.reason" : "matter.label.remark"), terminal_line(m.matter->reason));
  }
  if (const auto act = act_line(m, output); !act.empty()) text += field(output.say("matter.label.answer"), act);
  return text + field(output.say("matter.label.about"), terminal_line(m.about));
}

// The beginning of what a message says, for a list.
std::string opening_of(const MessageView& m, const Output& output) {
  if (!m.form) return newest_words(m);
  return kind_label(m.form->kind, output) + " " + value_of(m.form->fields, "reference");
}

}  // namespace

std::string short_id(const std::string& id) { return terminal_line(id.substr(0, 8)); }

std::string message_row(const MessageView& m, const Output& output) {
  std::string marks;
  if (const auto urgency = urgency_mark(m, output); !urgency.empty()) marks += urgency + "  ";
  if (m.failed) marks += output.styled(Style::bad, output.say("delivery.failed_mark")) + "  ";
  if (m.state == DeliveryState::queued && !m.failed)
    marks += output.styled(Style::caution, output.say("message.not_sent_yet")) + "  ";
  if (m.form) marks += state_line(*m.form, output) + "  ";
  if (m.matter) marks += matter_line(*m.matter, output.now(), output) + "  ";
  if (const auto act = act_line(m, output); !act.empty()) marks += act + "  ";
  marks += marks_text(m, output);
  if (!m.attachments.empty()) marks += "[" + output.say("common.files", {{"count", m.attachments.size()}}) + "]  ";
  const auto row =
      fmt::format("{} {}  {}  {}  {}{}", m.read || (m.outgoing && !m.failed) ? ' ' : '*', short_id(m.id),
                  both_times(m.sent_at, output.speaker()), m.outgoing ? output.say("message.me") : terminal_line(m.from), marks,
                  room_title(m.subject, output));
  const auto start = first_columns(terminal_line(opening_of(m, output)), 60);
  return start.empty() ? row : fmt::format("{}\n    {}", row, output.styled(Style::dim, start));
}

std::string message_text(const MessageView& m, const Output& output) {
  auto text = output.styled(Style::bold, room_title(m.subject, output)) + "\n";
  text += field(output.say("message.label.from"), sender_of(m, output));
  text += field(output.say("message.label.urgency"), urgency_mark(m, output));
  text += matter_text(m, output);
  text += field(output.say("message.label.handling"), handling_text(all_handling(m), output));
  text += origin_text(m, output) + changes_text(m, output);
  text += field(output.say("message.label.sent"), both_times(m.sent_at, output.speaker()));
  if (m.received_at) text += field(output.say("message.label.received"), both_times(*m.received_at, output.speaker()));
  if (m.outgoing) {
    text += field(output.say("message.label.state"), delivery_line(m, output));
    text += field(output.say("delivery.label.missing"), missing_text(m, output));
    text += field(output.say("delivery.label.read"), read_text(m, output));
  }
  text += field(output.say("message.label.reply_to"), terminal_line(m.in_reply_to));
  text += field(output.say("message.label.message"), terminal_line(m.id));
  text += field(output.say("message.label.room"), short_id(m.room));
  for (const auto& attachment : m.attachments)
    text += field(output.say("message.label.file"), attachment_text(attachment, output));
  if (!m.repeated_by.empty()) {
    text += field(output.say("message.label.note"), output.say("case.repeated_by", {{"officer", terminal_line(m.repeated_by)}}));
  }
  if (m.unknown_kind) text += field(output.say("message.label.note"), output.say("message.newer_version"));
  if (m.form) return text + form_text(*m.form, output);
  if (!m.text.empty()) text += "\n" + terminal_block(newest_words(m), "  ") + "\n";
  return text + earlier_words(m, output);
}

std::string sentences_text(const std::vector<Sentence>& sentences, const language::Speaker& speaker) {
  std::string text;
  for (const auto& sentence : sentences) text += (text.empty() ? "" : " ") + sentence_text(sentence, speaker);
  return text;
}
std::string sentences_text(const std::vector<Sentence>& sentences, const Output& output) {
  return sentences_text(sentences, output.speaker());
}

std::string notice_text(const Notice& n, const Output& output) {
  const auto style = n.level == Notice::Level::alarm     ? Style::bad
                     : n.level == Notice::Level::warning ? Style::caution
                                                         : Style::dim;
  const auto level = output.styled(style, said(n.level, output));
  const auto at = both_times(n.at, output.speaker());
  const auto text = words_of(n, output);
  if (n.room.empty()) return output.say("message.notice", {{"level", level}, {"at", at}, {"text", text}});
  return output.say("message.notice_of_room", {{"level", level}, {"at", at}, {"room", short_id(n.room)}, {"text", text}});
}

namespace {

std::string phase_text(const RoomView& r, const Output& output) {
  switch (r.phase) {
    case RoomPhase::open: return output.say("case.phase.open");
    case RoomPhase::waiting: return output.say("case.phase.waiting", {{"addresses", joined(r.waiting_for, output)}});
    case RoomPhase::closed: return output.say("case.phase.closed");
  }
  return {};
}

std::string guest_text(const GuestView& g, const Output& output) {
  return output.say(
      "case.guest",
      {{"name", terminal_line(g.name)}, {"address", terminal_line(g.address)}, {"until", both_times(g.until, output.speaker())}});
}

// case_text is what a room has as the file of a case.
std::string case_text(const RoomView& r, const Output& output) {
  auto text = field(output.say("case.label.owners"), joined(r.owners, output));
  for (const auto& g : r.guests) text += field(output.say("case.label.guest"), guest_text(g, output));
  for (const auto& reference : r.references) {
    text += field(output.say("case.label.reference"),
                  fmt::format("{}: {}", terminal_line(reference.authority), terminal_line(reference.number)));
  }
  text += field(output.say("message.label.handling"), handling_text(r.handling, output));
  if (r.retention_days > 0) text += field(output.say("case.label.kept"), output.say("case.kept", {{"count", r.retention_days}}));
  if (r.read_receipts) text += field(output.say("case.label.receipts"), output.say("case.receipts_allowed"));
  if (r.place_lost) text += field(output.say("message.label.note"), output.say("case.place_lost"));
  for (const auto& change : r.changes_waiting) text += field(output.say("case.label.waits"), terminal_line(change));
  return text;
}

}  // namespace

std::string room_row(const RoomView& r, const Output& output) {
  auto unread = output.say("room.unread", {{"count", r.unread}});
  if (r.unread > 0) unread = output.styled(Style::bold, unread);
  const auto messages = output.say("room.messages", {{"count", r.messages}});
  const auto left = r.left ? "  (" + output.say("room.left") + ")" : std::string();
  const auto phase = r.phase == RoomPhase::open ? std::string() : "  (" + phase_text(r, output) + ")";
  return fmt::format("{}  {}{}{}\n    {}; {}", short_id(r.id), room_title(r.subject, output), phase, left,
                     joined(r.participants, output), output.speaker().list({messages, unread}));
}

namespace {

std::string member_text(const MemberView& m, const Output& output) {
  const std::initializer_list<language::Argument> arguments{
      {"name", terminal_line(m.officer_name)}, {"officer", terminal_line(m.officer)}, {"device", short_id(m.device)}};
  return m.self ? output.say("room.member_this_device", arguments) : output.say("room.member", arguments);
}

}  // namespace

std::string room_text(const RoomView& r, const Output& output) {
  auto text = output.styled(Style::bold, room_title(r.subject, output)) + "\n";
  text += field(output.say("message.label.room"), terminal_line(r.id));
  text += field(output.say("case.label.phase"), phase_text(r, output));
  text += field(output.say("room.label.with"), joined(r.participants, output));
  text += case_text(r, output);
  for (const auto& m : r.members) {
    text += field(output.say("room.label.member"), member_text(m, output));
  }
  text += field(output.say("room.label.messages"),
                output.speaker().list({output.speaker().number(static_cast<std::int64_t>(r.messages)),
                                       output.say("room.unread", {{"count", r.unread}})}));
  text += field(output.say("room.label.epoch"),
                output.say("room.epoch", {{"epoch", r.epoch}, {"authenticator", terminal_line(r.epoch_authenticator)}}));
  if (r.left) text += field(output.say("message.label.note"), output.say("room.no_longer_member"));
  return text;
}

}  // namespace valise::cli
