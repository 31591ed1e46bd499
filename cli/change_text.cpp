#include "cli/change_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"

namespace valise::cli {
namespace {

std::string field(std::string_view label, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:<10} {}\n", label, value);
}

std::string person(const std::string& name, const std::string& address) {
  return fmt::format("{} ({})", terminal_line(name), terminal_line(address));
}

std::string condition_text(const std::string& condition, const Output& output) {
  const auto id = "handling.code." + condition;
  if (language::Speaker::knows(id)) return output.say(id);
  return "\"" + output.speaker().set_apart(terminal_line(condition)) + "\"";
}

// What this profile knows of it by the forwarder's word only.
std::string told_words(const ForwardedView& f, const Output& output) {
  if (f.told.empty()) return {};
  const auto retracted = std::ranges::find(f.told, true, &ToldChangeView::retracted);
  const auto& news = retracted == f.told.end() ? f.told.back() : *retracted;
  return field("", output.styled(Style::bad, output.say(news.retracted ? "forward.told_retracted" : "forward.told_changed",
                                                        {{"name", person(news.officer_name, news.officer)},
                                                         {"at", both_times(news.at, output.speaker())}})));
}

// What the author said of the original since it was forwarded, as far as this profile knows.
std::string later_words(const ForwardedView& f, const Output& output) {
  std::string text;
  if (f.withdrawn) {
    const auto& w = *f.withdrawn;
    text +=
        field("", output.styled(Style::bad, output.say("forward.withdrawn_since", {{"name", person(w.officer_name, w.officer)},
                                                                                   {"at", both_times(w.at, output.speaker())},
                                                                                   {"reason", terminal_line(w.text)}})));
  }
  if (f.later.empty()) return text + told_words(f, output);
  const auto& last = f.later.back();
  text +=
      field("", output.styled(Style::bad, output.say("forward.changed_since", {{"name", person(last.officer_name, last.officer)},
                                                                               {"at", both_times(last.at, output.speaker())}})));
  return text + terminal_block(last.text, std::string(13, ' ')) + "\n";
}

}  // namespace

std::string handling_text(const std::vector<std::string>& conditions, const Output& output) {
  std::vector<std::string> out;
  for (const auto& condition : conditions) out.push_back(condition_text(condition, output));
  return out.empty() ? std::string() : output.speaker().list(out);
}

std::string origin_text(const MessageView& m, const Output& output) {
  if (!m.forwarded) return {};
  const auto& f = *m.forwarded;
  const auto label = output.say("forward.label.forwarded");
  auto text = field(label, output.say("forward.origin", {{"forwarder", terminal_line(m.officer_name)},
                                                         {"name", person(f.officer_name, f.officer)},
                                                         {"post", terminal_line(f.from)},
                                                         {"at", both_times(f.sent_at, output.speaker())}}));
  text += field("", output.say(f.verified ? "forward.verified" : "forward.unverified"));
  if (!f.edit.empty()) text += field("", output.say("forward.edited", {{"message", short_id(f.edit)}}));
  text += later_words(f, output);
  if (f.permission.empty()) return text;
  text += field(output.say("forward.label.permitted"),
                output.say(f.permission_verified ? "forward.permitted_verified" : "forward.permitted_claimed",
                           {{"officer", terminal_line(f.permitted_by)}, {"message", short_id(f.permission)}}));
  return text;
}

std::string changes_text(const MessageView& m, const Output& output) {
  std::string text;
  if (m.retraction) {
    const auto& r = *m.retraction;
    text += field(output.say("edit.label.retracted"),
                  output.styled(Style::bad, output.say("edit.retracted", {{"name", person(r.officer_name, r.officer)},
                                                                          {"at", both_times(r.at, output.speaker())},
                                                                          {"reason", terminal_line(r.text)}})));
  }
  for (const auto& edit : m.edits) {
    text += field(output.say("edit.label.changed"), output.say("edit.changed", {{"name", person(edit.officer_name, edit.officer)},
                                                                                {"at", both_times(edit.at, output.speaker())}}));
  }
  std::vector<std::string> addresses;
  for (const auto& address : m.forward_to) addresses.push_back(terminal_line(address));
  if (!addresses.empty()) text += field(output.say("forward.label.wish"), output.speaker().list(addresses));
  return text;
}

const std::string& newest_words(const MessageView& m) { return m.edits.empty() ? m.text : m.edits.back().text; }

std::string earlier_words(const MessageView& m, const Output& output) {
  std::string text;
  for (auto at = m.edits.size(); at-- > 0;) {
    const auto& before = at == 0 ? m.text : m.edits[at - 1].text;
    text += "\n" + output.say("edit.before", {{"at", both_times(m.edits[at].at, output.speaker())}}) + "\n" +
            terminal_block(before, "  ") + "\n";
  }
  return text;
}

std::string marks_text(const MessageView& m, const Output& output) {
  std::string text;
  if (m.retraction) text += output.styled(Style::bad, output.say("edit.mark.retracted")) + "  ";
  if (!m.edits.empty()) text += output.say("edit.mark.changed") + "  ";
  if (m.forwarded) text += output.say("forward.mark") + "  ";
  return text;
}

}  // namespace valise::cli
