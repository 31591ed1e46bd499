#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/office_hours.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "cli/words.hpp"

namespace valise::cli {
namespace {

std::string field(std::string_view label, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:<18} {}\n", terminal_line(label), terminal_line(value));
}

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ", ")); }

std::string mandates_of(const AuthorityView& a) {
  std::vector<std::string> words;
  for (const auto& m : a.mandates) words.push_back(m.convention + "-" + m.article + (m.function.empty() ? "" : " " + m.function));
  return joined(words);
}

std::string clock_of(const AuthorityView& a, Time now) {
  const auto there = time_in_zone(now, a.time_zone);
  if (!there) return a.time_zone.empty() ? "" : a.time_zone + " (a time zone this computer does not know)";
  const auto state = open_state(a.office_hours, *there);
  return fmt::format("{}, {}{}", there->text, a.time_zone, state ? ": " + open_text(*state) : "");
}

std::string names_of(const std::vector<LocalText>& names) {
  std::vector<std::string> texts;
  for (const auto& name : names) texts.push_back(fmt::format("{} ({})", name.text, name.language));
  return joined(texts);
}

bool has_device(const OfficerView& officer) {
  return std::ranges::any_of(officer.devices, [](const DeviceView& device) { return device.active; });
}

std::string staff_of(const PostView& post) {
  std::vector<std::string> texts;
  for (const auto& o : post.officers)
    texts.push_back(fmt::format("{} ({}{})", o.name, o.address, has_device(o) ? "" : ", no active device"));
  return texts.empty() ? "nobody" : joined(texts);
}

std::string reachability(bool reachable, const Output& output) {
  return reachable ? output.styled(Style::good, "reachable") : output.styled(Style::bad, "not reachable: no active device");
}

std::string contact_of(const AuthorityView& a) {
  return field("Service", a.service_to_contact) + field("Postal address", a.postal_address) + field("Telephone", a.telephone) +
         field("Telephone 24 h", a.telephone_24h) + field("Fax", a.fax) + field("E-mail", a.email) + field("Website", a.website);
}

}  // namespace

std::string name_of(const std::vector<LocalText>& names) {
  const auto english = std::ranges::find(names, "en", &LocalText::language);
  if (english != names.end()) return terminal_line(english->text);
  return names.empty() ? std::string() : terminal_line(names.front().text);
}

std::string authority_row(const AuthorityView& a, Time now, const Output& output) {
  std::string posts;
  for (const auto& post : a.posts) {
    posts += fmt::format("\n    {}  {}  {}", terminal_line(post.address), word(post.kind), reachability(post.reachable, output));
  }
  const auto status = a.status == "active" ? std::string() : output.styled(Style::bad, " [" + terminal_line(a.status) + "]");
  const auto clock = clock_of(a, now);
  return fmt::format("{}  {}{}{}{}", output.styled(Style::bold, terminal_line(a.id)), name_of(a.names), status,
                     clock.empty() ? "" : "\n    " + terminal_line(clock), posts);
}

std::string recovery_text(const KeyRecovery& r, const Output& output) {
  return output.styled(Style::bad,
                       fmt::format("{} has lost its keys, says the registrar ({}). New ones count from {} at the earliest.",
                                   terminal_line(r.authority), terminal_line(r.reason), both_times(r.not_before)));
}

std::string authority_text(const AuthorityView& a, Time now, const Output& output) {
  auto text = output.styled(Style::bold, name_of(a.names)) + "\n";
  text += field("Authority", a.id) + field("Country", a.country) + field("Status", a.status) + field("Names", names_of(a.names));
  text += field("There now", clock_of(a, now)) + field("Office hours", hours_text(a.office_hours));
  text += field("Works in", joined(a.working_languages)) + field("Requests in", joined(a.request_languages));
  text += field("Mandates", mandates_of(a)) + field("Networks", joined(a.networks));
  text += field("Through INTERPOL", a.interpol) + field("Channels", joined(a.accepted_channels)) + contact_of(a);
  for (const auto& procedure : a.urgent_procedure) text += field("If urgent (" + procedure.language + ")", procedure.text);
  text += field("Last confirmed", a.last_confirmed);
  if (a.recovery) text += recovery_text(*a.recovery, output) + "\n";
  for (const auto& post : a.posts) text += "\n" + post_text(post, output);
  return text;
}

std::string post_text(const PostView& post, const Output& output) {
  auto text = fmt::format("{}  {}  {}\n", output.styled(Style::bold, terminal_line(post.address)), word(post.kind),
                          reachability(post.reachable, output));
  text += field("  Name", names_of(post.names)) + field("  Languages", joined(post.languages)) +
          field("  Networks", joined(post.networks));
  return text + field("  Staffed by", staff_of(post));
}

std::string officer_text(const OfficerView& officer, const Output& output) {
  auto text =
      fmt::format("{}  {}\n", output.styled(Style::bold, terminal_line(officer.name)), reachability(has_device(officer), output));
  text += field("Address", officer.address) + field("Title", officer.title) + field("Languages", joined(officer.languages));
  for (const auto& device : officer.devices) {
    text += field("Device", fmt::format("{} {}{}", short_id(device.id), device.label, device.active ? "" : " (not active)"));
  }
  return text;
}

}  // namespace valise::cli
