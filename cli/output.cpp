#include "cli/output.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "cli/exit_code.hpp"
#include "cli/problem.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

const char* sequence_of(Style style) {
  switch (style) {
    case Style::bold: return "\x1b[1m";
    case Style::dim: return "\x1b[2m";
    case Style::good: return "\x1b[32m";
    case Style::caution: return "\x1b[33m";
    case Style::bad: return "\x1b[1;31m";
  }
  return "";
}

std::string paint(Style style, std::string_view text) { return fmt::format("{}{}\x1b[0m", sequence_of(style), text); }

std::string json_line(const boost::json::object& object) { return escaped_json(boost::json::serialize(object)); }

// NO_COLOR (no-color.org) counts when it is set and not empty; a dumb terminal understands no sequences.
bool colour_wanted(const Environment& environment) {
  const auto no_color = environment.variable("NO_COLOR");
  return (!no_color || no_color->empty()) && environment.variable("TERM") != "dumb";
}

}  // namespace

Output::Output(const Environment& environment, bool json, bool quiet, language::Language language)
    : environment_(environment),
      speaker_(json ? language::Language::en : language),
      json_(json),
      quiet_(quiet),
      out_colour_(environment.out_is_terminal && colour_wanted(environment)),
      err_colour_(environment.err_is_terminal && colour_wanted(environment)) {}

void Output::object(std::string_view type, const boost::json::object& members) {
  boost::json::object whole{{"v", 1}, {"type", type}};
  for (const auto& [name, value] : members) whole[name] = value;
  environment_.out << json_line(whole) << '\n' << std::flush;
}

void Output::line(std::string_view text) { environment_.out << text << '\n' << std::flush; }

void Output::complaint(std::string_view text) { environment_.err << text << '\n' << std::flush; }

void Output::note(std::string_view text) {
  if (!json_ && !quiet_) complaint(text);
}

void Output::warning(std::string_view text) {
  if (json_) return complaint(json_line({{"v", 1}, {"warning", {{"message", text}}}}));
  complaint(err_colour_ ? paint(Style::caution, text) : std::string(text));
}

void Output::error(const Error& error) {
  if (json_) {
    const boost::json::object body{
        {"kind", name_of(error.kind)}, {"code", error.code}, {"message", error.message}, {"advice", error.advice}};
    return complaint(json_line({{"v", 1}, {"error", body}}));
  }
  const auto said = problem_text(error, speaker_);
  complaint(fmt::format("valise: {}", err_colour_ ? paint(Style::bad, said.message) : said.message));
  if (!said.advice.empty()) complaint(fmt::format("  → {}", said.advice));
}

std::string Output::styled(Style style, std::string_view text) const {
  return out_colour_ ? paint(style, text) : std::string(text);
}

}  // namespace valise::cli
