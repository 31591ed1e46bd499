#include "cli/delivery_text.hpp"

#include <algorithm>
#include <map>

#include "cli/problem.hpp"
#include "cli/terminal_text.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

// Officers by whether any of their devices says so.
template <class Says>
std::string officers_who(const MessageView& message, bool wanted, const Output& output, const Says& says) {
  std::map<std::string, std::pair<std::string, bool>> officers;
  for (const auto& recipient : message.recipients) {
    auto& [name, said] = officers[recipient.officer];
    name = recipient.officer_name;
    said = said || says(recipient);
  }
  std::vector<std::string> out;
  for (const auto& [address, who] : officers) {
    if (who.second == wanted) out.push_back(terminal_line(who.first) + " (" + terminal_line(address) + ")");
  }
  return out.empty() ? std::string() : output.speaker().list(out);
}

bool has_it(const RecipientState& recipient) { return recipient.delivered_at.has_value(); }

}  // namespace

std::string delivered_text(std::uint64_t delivered, std::uint64_t devices, const Output& output) {
  return output.say("delivery.on_devices", {{"delivered", delivered}, {"count", devices}});
}

std::string reason_text(const std::string& reason, const Error& error, const Output& output) {
  return error.code.empty() ? terminal_line(reason) : problem_text(error, output.speaker()).message;
}

std::string delivery_line(const MessageView& m, const Output& output) {
  const auto why = [&] { return reason_text(m.state_reason, m.state_error, output); };
  if (m.failed) return output.styled(Style::bad, output.say("delivery.failed", {{"reason", why()}}));
  if (m.state == DeliveryState::queued) return output.styled(Style::caution, output.say("common.queued", {{"reason", why()}}));
  if (m.recipients.empty()) return said(m.state, output);
  const auto delivered = static_cast<std::uint64_t>(std::ranges::count_if(m.recipients, has_it));
  return output.speaker().list({said(m.state, output), delivered_text(delivered, m.recipients.size(), output)});
}

std::string missing_text(const MessageView& m, const Output& output) {
  return m.state == DeliveryState::sent ? officers_who(m, false, output, has_it) : std::string();
}

std::string read_text(const MessageView& m, const Output& output) {
  return officers_who(m, true, output, [](const RecipientState& recipient) { return recipient.read_at.has_value(); });
}

void warn_of_failed(std::uint64_t count, Output& output) {
  if (count > 0) output.warning(output.say("delivery.failed_count", {{"count", count}}));
}

}  // namespace valise::cli
