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
  if (!a.local) return a.time_zone.empty() ? "" : a.time_zone + " (a time zone this computer does not know)";
  return fmt::format("{}, {}{}", clock_text(*a.local), a.time_zone, a.office ? ": " + office_text(*a.office, now) : "");
}

std::string confirmation_of(const AuthorityView& a, const Output& output) {
  const auto date = a.last_confirmed.empty() ? std::string("never") : terminal_line(a.last_confirmed);
  return a.overdue ? output.styled(Style::caution, date + ", overdue: ask before you rely on it") : date;
}

std::string requirements_of(const AuthorityView& a) {
  std::vector<std::string> out;
  if (a.encryption_required) out.emplace_back("encryption");
  if (a.e_signature_required) out.emplace_back("electronic signature");
  return joined(out);
}

// What an authority takes, in one line: "works in en, sw; requests in en; by e-mail; INTERPOL: urgent-only; encryption required".
std::string acceptance_of(const AuthorityView& a) {
  std::vector<std::string> out;
  if (!a.working_languages.empty()) out.push_back("works in " + joined(a.working_languages));
  if (!a.request_languages.empty()) out.push_back("requests in " + joined(a.request_languages));
  if (!a.accepted_channels.empty()) out.push_back("by " + joined(a.accepted_channels));
  if (!a.interpol.empty()) out.push_back("INTERPOL: " + a.interpol);
  if (const auto required = requirements_of(a); !required.empty()) out.push_back(required + " required");
  return terminal_line(fmt::format("{}", fmt::join(out, "; ")));
}

std::string texts_of(std::string_view label, const std::vector<LocalText>& texts) {
  std::string out;
  for (const auto& text : texts) out += field(fmt::format("{} ({})", label, text.language), text.text);
  return out;
}

std::string names_of(const std::vector<LocalText>& names) {
  std::vector<std::string> texts;
  for (const auto& name : names) texts.push_back(fmt::format("{} ({})", name.text, name.language));
  return joined(texts);
}

bool has_device(const OfficerView& officer) {
  return std::ranges::any_of(officer.devices, [](const DeviceView& device) { return device.active; });
}

// "after 30 min: A. Kimani (ke-odpp/@akimani)"
std::string step_text(const EscalationStepView& step) {
  return fmt::format("after {} min: {}", step.after_minutes, step.post.empty() ? names_text(step.officers) : step.post);
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
    if (post.duty.planned) posts += "\n        on duty: " + terminal_line(duty_text(post.duty, now));
  }
  const auto status = a.status == "active" ? std::string() : output.styled(Style::bad, " [" + terminal_line(a.status) + "]");
  const auto overdue = a.overdue ? output.styled(Style::caution, " [record overdue]") : std::string();
  std::string lines;
  for (const auto& line : {terminal_line(clock_of(a, now)), acceptance_of(a)}) {
    if (!line.empty()) lines += "\n    " + line;
  }
  return fmt::format("{}  {}{}{}{}{}", output.styled(Style::bold, terminal_line(a.id)), name_of(a.names), status, overdue, lines,
                     posts);
}

std::string recovery_text(const KeyRecovery& r, const Output& output) {
  return output.styled(Style::bad,
                       fmt::format("{} has lost its keys, says the registrar ({}). New ones count from {} at the earliest.",
                                   terminal_line(r.authority), terminal_line(r.reason), both_times(r.not_before)));
}

std::string authority_text(const AuthorityView& a, Time now, const Output& output) {
  auto text = output.styled(Style::bold, name_of(a.names)) + "\n";
  text += field("Authority", a.id) + field("Country", a.country_name.empty() ? a.country : a.country + ", " + a.country_name) +
          field("Organisation", a.organisation) + field("Status", a.status) + field("Names", names_of(a.names));
  text += field("There now", clock_of(a, now)) + field("Office hours", hours_text(a.office_hours));
  text += field("Works in", joined(a.working_languages)) + field("Requests in", joined(a.request_languages));
  text += field("Mandates", mandates_of(a)) + field("Networks", joined(a.networks));
  text += field("Through INTERPOL", a.interpol) + field("Channels", joined(a.accepted_channels)) +
          field("Required", requirements_of(a)) + contact_of(a);
  text += texts_of("If urgent", a.urgent_procedure) + texts_of("For execution", a.execution_requirements) +
          texts_of("Legal basis", a.legal_basis) + texts_of("Informally", a.informal_channels) + texts_of("Comments", a.comments);
  for (const auto& link : a.links) text += field("Link", link);
  text += fmt::format("{:<18} {}\n", "Last confirmed", confirmation_of(a, output));
  if (a.recovery) text += recovery_text(*a.recovery, output) + "\n";
  for (const auto& post : a.posts) text += "\n" + post_text(post, now, output);
  return text;
}

std::string recipient_text(const RecipientView& to, Time now) {
  const auto& a = to.authority;
  auto text = fmt::format("{}, {}\n", terminal_line(to.address), name_of(a.names));
  text += field("  There now", clock_of(a, now));
  if (to.post) text += field("  On duty", duty_text(to.post->duty, now));
  if (to.post && !to.post->reachable) text += "  Not reachable: no officer of this post has a working device yet\n";
  if (const auto accepts = acceptance_of(a); !accepts.empty()) text += fmt::format("{:<18} {}\n", "  Accepts", accepts);
  return a.overdue ? text + "  Their record has not been confirmed for a year\n" : text;
}

std::string post_text(const PostView& post, Time now, const Output& output) {
  auto text = fmt::format("{}  {}  {}\n", output.styled(Style::bold, terminal_line(post.address)), word(post.kind),
                          reachability(post.reachable, output));
  text += field("  Name", names_of(post.names)) + field("  Languages", joined(post.languages)) +
          field("  Networks", joined(post.networks));
  text += field("  Staffed by", staff_of(post)) + field("  On duty", duty_text(post.duty, now));
  for (const auto& shift : post.shifts) text += field("  Shift", shift_text(shift));
  for (const auto& exception : post.exceptions) text += field("  Exception", exception_text(exception));
  for (const auto& step : post.escalation) text += field("  Escalation", step_text(step));
  return post.overlap_minutes == 0 ? text : text + fmt::format("{:<18} {} min\n", "  Hand-over", post.overlap_minutes);
}

std::string network_text(const NetworkView& network, const Output& output) {
  auto text = fmt::format("{}  {}\n", output.styled(Style::bold, terminal_line(network.id)), name_of(network.names));
  return text + field("  Secretariat", network.secretariat) + field("  Members", joined(network.members)) +
         field("  Focal points", joined(network.focal_points));
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
