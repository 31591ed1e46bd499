#include "cli/form_difference.hpp"

#include <fmt/format.h>

#include "cli/form_text.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"

namespace valise::cli {
namespace {

using What = TextPart::What;

constexpr std::size_t kLongestKept = 400;  // bytes of a run that stayed; of a longer one both ends are shown
constexpr std::size_t kShownOfKept = 150;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// At a blank, or at least between two characters.
std::string beginning_of(const std::string& text) {
  auto end = text.find_first_of(" \n", kShownOfKept);
  if (end == std::string::npos || end > 2 * kShownOfKept) {
    end = kShownOfKept;
    while (end > 0 && continues(text[end])) --end;
  }
  return text.substr(0, end);
}
std::string end_of(const std::string& text) {
  auto from = text.find_last_of(" \n", text.size() - kShownOfKept);
  if (from == std::string::npos || from < text.size() - 2 * kShownOfKept) {
    from = text.size() - kShownOfKept;
    while (from < text.size() && continues(text[from])) ++from;
  }
  return text.substr(from);
}

std::string kept_text(const std::string& text, bool first, bool last) {
  if (text.size() <= kLongestKept) return text;
  return (first ? std::string() : beginning_of(text)) + " […] " + (last ? std::string() : end_of(text));
}

// Styles are put around the marks only: what peers wrote is made harmless as a whole, afterwards.
std::string parts_text(const std::vector<TextPart>& parts) {
  std::string out;
  for (const auto& part : parts) {
    switch (part.what) {
      case What::kept: out += kept_text(part.text, &part == &parts.front(), &part == &parts.back()); break;
      case What::removed: out += "[-" + part.text + "-]"; break;
      case What::added: out += "{+" + part.text + "+}"; break;
    }
  }
  return out;
}

std::string person(const FormVersion& version) {
  return terminal_line(version.officer_name.empty() ? version.officer : version.officer_name);
}

}  // namespace

std::string version_row(const FormVersion& version, std::size_t number, const Output& output) {
  auto text = fmt::format("{:>2}  {}  {}  {}, {}", number, short_id(version.message),
                          both_times(version.sent_at, output.speaker()), person(version), terminal_line(version.post));
  if (version.comments > 0)
    text += "  " + output.say("form.version.comments", {{"count", static_cast<std::int64_t>(version.comments)}});
  if (number > 1 && !version.predecessor.empty())
    text += "  " + output.say("form.version.after", {{"message", short_id(version.predecessor)}});
  return text;
}

std::string difference_text(const FormDifference& d, const Output& output) {
  auto text = output.say("form.diff.of", {{"before", short_id(d.before.message)},
                                          {"after", short_id(d.after.message)},
                                          {"name", person(d.after)},
                                          {"at", both_times(d.after.sent_at, output.speaker())}});
  const auto legend = [&] {
    return output.say("form.diff.legend", {{"removed", std::string("[- -]")}, {"added", std::string("{+ +}")}});
  };
  text += "\n" + (d.fields.empty() ? output.say("form.diff.none") : legend()) + "\n";
  for (const auto& field : d.fields) {
    text += "\n" + output.styled(Style::bold, field_label(field.name, output)) + "\n";
    text += terminal_block(parts_text(field.parts), "  ") + "\n";
  }
  return text;
}

}  // namespace valise::cli
