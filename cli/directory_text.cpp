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

using language::Speaker;

constexpr int label_width = 18;

// A label and a value under each other, both harmless already; nothing where there is no value.
std::string field(std::string_view label, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:<{}} {}\n", label, label_width, value);
}
std::string indented(std::string_view label, std::string_view value) { return field(fmt::format("  {}", label), value); }

std::string joined(const std::vector<std::string>& texts, const Output& output) {
  std::vector<std::string> harmless;
  for (const auto& text : texts) harmless.push_back(terminal_line(text));
  return output.speaker().list(harmless);
}

std::string languages_of(const std::vector<std::string>& codes, const Output& output) {
  std::vector<std::string> names;
  for (const auto& code : codes) names.push_back(output.speaker().language_name(code));
  return joined(names, output);
}

std::string apart(const std::string& text, const Output& output) { return output.speaker().set_apart(terminal_line(text)); }

std::string mandates_of(const AuthorityView& a, const Output& output) {
  std::vector<std::string> words;
  for (const auto& m : a.mandates) {
    const auto id = "mandate.function." + m.function;
    const auto what = Speaker::knows(id) ? output.say(id) : m.function;
    words.push_back(m.convention + "-" + m.article + (what.empty() ? "" : " " + what));
  }
  return joined(words, output);
}

std::string clock_of(const AuthorityView& a, Time now, const Output& output) {
  const auto zone = terminal_line(a.time_zone);
  if (!a.local) return zone.empty() ? "" : output.say("directory.zone_unknown", {{"zone", zone}});
  const auto clock = output.speaker().list({clock_text(*a.local, output.speaker()), zone});
  if (!a.office) return clock;
  return output.say("common.about", {{"what", clock}, {"sentence", office_text(*a.office, now, output.speaker())}});
}

std::string confirmation_of(const AuthorityView& a, const Output& output) {
  const auto date = a.last_confirmed.empty() ? output.say("directory.never") : terminal_line(a.last_confirmed);
  return a.overdue ? output.styled(Style::caution, output.say("directory.overdue", {{"date", date}})) : date;
}

std::string requirements_of(const AuthorityView& a, const Output& output) {
  std::vector<std::string> out;
  if (a.encryption_required) out.push_back(output.say("directory.encryption"));
  if (a.e_signature_required) out.push_back(output.say("directory.e_signature"));
  return output.speaker().list(out);
}

std::string interpol_of(const AuthorityView& a, const Output& output) {
  const auto id = "words.interpol." + a.interpol;
  return Speaker::knows(id) ? output.say(id) : terminal_line(a.interpol);
}

// What an authority takes, in one line: "works in English, Swahili; requests in English; by e-mail; INTERPOL: if urgent;
// encryption required".
std::string acceptance_of(const AuthorityView& a, const Output& output) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view id, const std::string& what) {
    if (!what.empty()) out.push_back(output.say(id, {{"what", what}}));
  };
  add("directory.works_in", languages_of(a.working_languages, output));
  add("directory.requests_in", languages_of(a.request_languages, output));
  add("directory.by", joined(a.accepted_channels, output));
  add("directory.interpol", interpol_of(a, output));
  add("directory.required", requirements_of(a, output));
  return fmt::format("{}", fmt::join(out, "; "));
}

std::string texts_of(std::string_view label, const std::vector<LocalText>& texts, const Output& output) {
  std::string out;
  for (const auto& text : texts)
    out += field(fmt::format("{} ({})", label, terminal_line(text.language)), apart(text.text, output));
  return out;
}

std::string names_of(const std::vector<LocalText>& names, const Output& output) {
  std::vector<std::string> texts;
  for (const auto& name : names) texts.push_back(fmt::format("{} ({})", name.text, name.language));
  return joined(texts, output);
}

bool has_device(const OfficerView& officer) {
  return std::ranges::any_of(officer.devices, [](const DeviceView& device) { return device.active; });
}

// "after 30 min: A. Kimani (ke-odpp/@akimani)"
std::string step_text(const EscalationStepView& step, const Output& output) {
  const auto whom = step.post.empty() ? names_text(step.officers, output.speaker()) : terminal_line(step.post);
  return output.say("directory.escalation",
                    {{"time", output.say("common.minutes", {{"count", step.after_minutes}})}, {"whom", whom}});
}

std::string staff_of(const PostView& post, const Output& output) {
  std::vector<std::string> texts;
  for (const auto& o : post.officers) {
    const std::initializer_list<language::Argument> arguments{{"name", terminal_line(o.name)},
                                                              {"address", terminal_line(o.address)}};
    texts.push_back(has_device(o) ? output.say("directory.officer", arguments)
                                  : output.say("directory.officer_without_device", arguments));
  }
  return texts.empty() ? output.say("directory.nobody") : output.speaker().list(texts);
}

std::string reachability(bool reachable, const Output& output) {
  return reachable ? output.styled(Style::good, output.say("directory.reachable"))
                   : output.styled(Style::bad, output.say("directory.not_reachable"));
}

std::string contact_of(const AuthorityView& a, const Output& output) {
  const auto line = [&](std::string_view id, const std::string& value) { return field(output.say(id), apart(value, output)); };
  return line("directory.label.service", a.service_to_contact) + line("directory.label.postal_address", a.postal_address) +
         line("directory.label.telephone", a.telephone) + line("directory.label.telephone_24h", a.telephone_24h) +
         line("directory.label.fax", a.fax) + line("directory.label.email", a.email) + line("directory.label.website", a.website);
}

// The directory knows three words for it.
std::string status_of(const AuthorityView& a, const Output& output) {
  const auto id = "words.authority." + a.status;
  return Speaker::knows(id) ? output.say(id) : terminal_line(a.status);
}

std::string country_of(const AuthorityView& a, const Output& output) {
  if (a.country_name.empty()) return terminal_line(a.country);
  return output.speaker().list({terminal_line(a.country), output.speaker().country_name(a.country)});
}

}  // namespace

std::string name_of(const std::vector<LocalText>& names, const Output& output) {
  for (const std::string_view wanted : {language::code_of(output.speaker().language()), std::string_view("en")}) {
    const auto found = std::ranges::find(names, wanted, &LocalText::language);
    if (found != names.end()) return apart(found->text, output);
  }
  return names.empty() ? std::string() : apart(names.front().text, output);
}

std::string authority_row(const AuthorityView& a, Time now, const Output& output) {
  std::string posts;
  for (const auto& post : a.posts) {
    posts += fmt::format("\n    {}  {}  {}", terminal_line(post.address), said(post.kind, output),
                         reachability(post.reachable, output));
    if (post.duty.planned) {
      posts += "\n        " + output.say("directory.on_duty", {{"duty", duty_text(post.duty, now, output.speaker())}});
    }
  }
  const auto status = a.status == "active" ? std::string() : output.styled(Style::bad, " [" + status_of(a, output) + "]");
  const auto overdue =
      a.overdue ? output.styled(Style::caution, " [" + output.say("directory.record_overdue") + "]") : std::string();
  std::string lines;
  for (const auto& line : {clock_of(a, now, output), acceptance_of(a, output)}) {
    if (!line.empty()) lines += "\n    " + line;
  }
  return fmt::format("{}  {}{}{}{}{}", output.styled(Style::bold, terminal_line(a.id)), name_of(a.names, output), status, overdue,
                     lines, posts);
}

std::string recovery_text(const KeyRecovery& r, const Output& output) {
  return output.styled(Style::bad, output.say("directory.key_recovery", {{"authority", terminal_line(r.authority)},
                                                                         {"reason", terminal_line(r.reason)},
                                                                         {"time", both_times(r.not_before, output.speaker())}}));
}

std::string authority_text(const AuthorityView& a, Time now, const Output& output) {
  const auto line = [&](std::string_view id, const std::string& value) { return field(output.say(id), value); };
  auto text = output.styled(Style::bold, name_of(a.names, output)) + "\n";
  text += line("directory.label.authority", terminal_line(a.id)) + line("directory.label.country", country_of(a, output)) +
          line("directory.label.organisation", apart(a.organisation, output)) +
          line("directory.label.status", status_of(a, output)) + line("directory.label.names", names_of(a.names, output));
  text += line("directory.label.there_now", clock_of(a, now, output)) +
          line("directory.label.office_hours", hours_text(a.office_hours, output.speaker()));
  text += line("directory.label.works_in", languages_of(a.working_languages, output)) +
          line("directory.label.requests_in", languages_of(a.request_languages, output));
  text += line("directory.label.mandates", mandates_of(a, output)) + line("directory.label.networks", joined(a.networks, output));
  text += line("directory.label.interpol", interpol_of(a, output)) +
          line("directory.label.channels", joined(a.accepted_channels, output)) +
          line("directory.label.required", requirements_of(a, output)) + contact_of(a, output);
  text += texts_of(output.say("directory.label.if_urgent"), a.urgent_procedure, output) +
          texts_of(output.say("directory.label.for_execution"), a.execution_requirements, output) +
          texts_of(output.say("directory.label.legal_basis"), a.legal_basis, output) +
          texts_of(output.say("directory.label.informally"), a.informal_channels, output) +
          texts_of(output.say("directory.label.comments"), a.comments, output);
  for (const auto& link : a.links) text += line("directory.label.link", apart(link, output));
  text += line("directory.label.last_confirmed", confirmation_of(a, output));
  if (a.recovery) text += recovery_text(*a.recovery, output) + "\n";
  for (const auto& post : a.posts) text += "\n" + post_text(post, now, output);
  return text;
}

std::string recipient_text(const RecipientView& to, Time now, const Output& output) {
  const auto& a = to.authority;
  auto text = output.speaker().list({terminal_line(to.address), name_of(a.names, output)}) + "\n";
  text += indented(output.say("directory.label.there_now"), clock_of(a, now, output));
  if (to.post) text += indented(output.say("directory.label.on_duty"), duty_text(to.post->duty, now, output.speaker()));
  if (to.post && !to.post->reachable) text += "  " + output.say("directory.post_without_device") + "\n";
  text += indented(output.say("directory.label.accepts"), acceptance_of(a, output));
  return a.overdue ? text + "  " + output.say("directory.unconfirmed") + "\n" : text;
}

std::string post_text(const PostView& post, Time now, const Output& output) {
  const auto line = [&](std::string_view id, const std::string& value) { return indented(output.say(id), value); };
  auto text = fmt::format("{}  {}  {}\n", output.styled(Style::bold, terminal_line(post.address)), said(post.kind, output),
                          reachability(post.reachable, output));
  text += line("directory.label.name", names_of(post.names, output)) +
          line("directory.label.languages", languages_of(post.languages, output)) +
          line("directory.label.networks", joined(post.networks, output));
  text += line("directory.label.staffed_by", staff_of(post, output)) +
          line("directory.label.on_duty", duty_text(post.duty, now, output.speaker()));
  for (const auto& shift : post.shifts) text += line("directory.label.shift", shift_text(shift, output.speaker()));
  for (const auto& exception : post.exceptions) {
    text += line("directory.label.exception", exception_text(exception, output.speaker()));
  }
  for (const auto& step : post.escalation) text += line("directory.label.escalation", step_text(step, output));
  if (post.overlap_minutes == 0) return text;
  return text + line("directory.label.hand_over", output.say("common.minutes", {{"count", post.overlap_minutes}}));
}

std::string network_text(const NetworkView& network, const Output& output) {
  auto text = fmt::format("{}  {}\n", output.styled(Style::bold, terminal_line(network.id)), name_of(network.names, output));
  return text + indented(output.say("directory.label.secretariat"), terminal_line(network.secretariat)) +
         indented(output.say("directory.label.members"), joined(network.members, output)) +
         indented(output.say("directory.label.focal_points"), joined(network.focal_points, output));
}

std::string officer_text(const OfficerView& officer, const Output& output) {
  const auto line = [&](std::string_view id, const std::string& value) { return field(output.say(id), value); };
  auto text =
      fmt::format("{}  {}\n", output.styled(Style::bold, terminal_line(officer.name)), reachability(has_device(officer), output));
  text += line("directory.label.address", terminal_line(officer.address)) +
          line("directory.label.title", apart(officer.title, output)) +
          line("directory.label.languages", languages_of(officer.languages, output));
  for (const auto& device : officer.devices) {
    auto device_text = short_id(device.id) + " " + apart(device.label, output);
    if (!device.active) device_text = output.say("directory.device_not_active", {{"device", device_text}});
    text += line("directory.label.device", device_text);
  }
  return text;
}

}  // namespace valise::cli
