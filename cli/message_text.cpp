#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/progress_bar.hpp"
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

std::string sender_of(const MessageView& m) {
  if (m.outgoing) return fmt::format("me, for {}", terminal_line(m.from));
  return fmt::format("{} ({}) for {}", terminal_line(m.officer_name), terminal_line(m.officer), terminal_line(m.from));
}

std::string urgency_mark(const MessageView& m, const Output& output) {
  if (m.urgency == Urgency::routine) return "";
  return output.styled(Style::bad, m.urgency == Urgency::emergency ? "EMERGENCY" : "URGENT");
}

std::string state_of(const MessageView& m, const Output& output) {
  if (m.state != DeliveryState::queued) return word(m.state);
  return output.styled(Style::caution, "NOT SENT YET — queued: " + terminal_line(m.state_reason));
}

std::string attachment_text(const AttachmentView& a) {
  const auto saved = a.saved_to ? fmt::format(", saved to {}", terminal_line(a.saved_to->string())) : std::string();
  return fmt::format("{} ({}{})", terminal_line(a.name), size_text(a.size), saved);
}

std::string joined(const std::vector<std::string>& texts) { return terminal_line(fmt::format("{}", fmt::join(texts, ", "))); }

}  // namespace

std::string short_id(const std::string& id) { return terminal_line(id.substr(0, 8)); }

std::string message_row(const MessageView& m, const Output& output) {
  std::string marks;
  if (const auto urgency = urgency_mark(m, output); !urgency.empty()) marks += urgency + "  ";
  if (m.state == DeliveryState::queued) marks += output.styled(Style::caution, "NOT SENT YET") + "  ";
  if (!m.attachments.empty()) marks += fmt::format("[{} file{}]  ", m.attachments.size(), m.attachments.size() == 1 ? "" : "s");
  const auto row = fmt::format("{} {}  {}  {}  {}{}", m.read || m.outgoing ? ' ' : '*', short_id(m.id), both_times(m.sent_at),
                               m.outgoing ? "me" : terminal_line(m.from), marks, terminal_line(m.subject));
  const auto start = first_columns(terminal_line(m.text), 60);
  return start.empty() ? row : fmt::format("{}\n    {}", row, output.styled(Style::dim, start));
}

std::string message_text(const MessageView& m, const Output& output) {
  auto text = output.styled(Style::bold, terminal_line(m.subject)) + "\n";
  text += field("From", sender_of(m));
  text += field("Urgency", urgency_mark(m, output));
  text += field("Handling", joined(m.handling));
  text += field("Sent", both_times(m.sent_at));
  if (m.received_at) text += field("Received", both_times(*m.received_at));
  if (m.outgoing) text += field("State", state_of(m, output));
  text += field("Reply to", terminal_line(m.in_reply_to));
  text += field("Message", terminal_line(m.id));
  text += field("Room", short_id(m.room));
  for (const auto& attachment : m.attachments) text += field("File", attachment_text(attachment));
  if (m.unknown_kind) text += field("Note", "made by a newer version of Valise: it cannot be shown in full here");
  if (!m.text.empty()) text += "\n" + terminal_block(m.text, "  ") + "\n";
  return text;
}

std::string notice_text(const Notice& n, const Output& output) {
  const auto style = n.level == Notice::Level::alarm     ? Style::bad
                     : n.level == Notice::Level::warning ? Style::caution
                                                         : Style::dim;
  const auto room = n.room.empty() ? std::string() : fmt::format(" (room {})", short_id(n.room));
  return fmt::format("{} {}{}: {}", output.styled(style, word(n.level)), both_times(n.at), room, terminal_line(n.text));
}

std::string room_row(const RoomView& r, const Output& output) {
  const auto unread = r.unread > 0 ? output.styled(Style::bold, fmt::format("{} unread", r.unread)) : "0 unread";
  return fmt::format("{}  {}{}\n    {}; {} messages, {}", short_id(r.id), terminal_line(r.subject), r.left ? "  (left)" : "",
                     joined(r.participants), r.messages, unread);
}

std::string room_text(const RoomView& r, const Output& output) {
  auto text = output.styled(Style::bold, terminal_line(r.subject)) + "\n";
  text += field("Room", terminal_line(r.id));
  text += field("With", joined(r.participants));
  for (const auto& m : r.members) {
    text += field("Member", fmt::format("{} ({}), device {}{}", terminal_line(m.officer_name), terminal_line(m.officer),
                                        short_id(m.device), m.self ? ", this one" : ""));
  }
  text += field("Messages", fmt::format("{}, {} unread", r.messages, r.unread));
  text += field("Epoch", fmt::format("{}, authenticator {}", r.epoch, terminal_line(r.epoch_authenticator)));
  if (r.left) text += field("Note", "this device is no longer a member: it receives nothing new here");
  return text;
}

}  // namespace valise::cli
