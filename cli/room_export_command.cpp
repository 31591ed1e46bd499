// valise room export: a room as a sealed record of exchange. valise verify-export: what such a record proves.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/progress_bar.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "valise/record.hpp"

namespace valise::cli {
namespace {

namespace json = boost::json;

struct ExportArguments {
  RecordOptions record;
  bool no_pdf = false;
  bool offline = false;
  std::string page_language;
};

struct VerifyArguments {
  std::filesystem::path record;
  std::string genesis;
};

json::array strings(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::object json_of(const RecordReport& r) {
  return {{"room", r.room},
          {"out", r.out.string()},
          {"messages", r.messages},
          {"without_evidence", r.without_evidence},
          {"attachments", r.attachments},
          {"missing", strings(r.missing)},
          {"erased", r.erased},
          {"handling", strings(r.handling)},
          {"pdf", r.pdf},
          {"directory", r.directory}};
}

std::vector<std::string> harmless(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) out.push_back(terminal_line(text));
  return out;
}

// What a reader of the record must know comes first; what is lacking is never left unsaid.
void warn(Output& output, const RecordReport& r) {
  if (!r.handling.empty())
    output.warning(output.say("export.handling", {{"conditions", output.speaker().list(harmless(r.handling))}}));
  if (r.without_evidence > 0) output.warning(output.say("export.without_evidence", {{"count", r.without_evidence}}));
  if (!r.missing.empty()) output.warning(output.say("export.missing", {{"names", output.speaker().list(harmless(r.missing))}}));
  if (r.erased > 0) output.warning(output.say("export.erased", {{"count", r.erased}}));
  if (!r.pdf_problem.empty()) output.warning(output.say("export.no_pdf"));
}

Result<ExitCode> run_export(Session& session, const ExportArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  auto options = arguments.record;
  options.pdf = !arguments.no_pdf;
  options.fetch = !arguments.offline;
  options.language = arguments.page_language.empty()
                         ? std::string(language::code_of(language_of(session.globals, session.environment)))
                         : arguments.page_language;
  ProgressBar bar(session.environment.err, session.output.progress_visible(), session.environment.width);
  const auto report = Records(*client).export_room(options, bar.callback());
  bar.finish();
  if (!report) return std::unexpected(report.error());
  warn(session.output, *report);
  if (session.output.json()) {
    session.output.object("export", json_of(*report));
    return ExitCode::ok;
  }
  session.output.line(session.output.say(
      "export.done",
      {{"path", terminal_line(report->out.string())}, {"messages", report->messages}, {"attachments", report->attachments}}));
  session.output.note(
      session.output.say("export.verify", {{"path", terminal_line(report->out.string())}, {"genesis", report->directory}}));
  return ExitCode::ok;
}

const char* word(RecordFinding::Kind kind) {
  switch (kind) {
    case RecordFinding::Kind::proven: return "proven";
    case RecordFinding::Kind::open: return "not_proven";
    case RecordFinding::Kind::wrong: return "wrong";
  }
  return "wrong";
}

Style style_of(RecordFinding::Kind kind) {
  switch (kind) {
    case RecordFinding::Kind::proven: return Style::good;
    case RecordFinding::Kind::open: return Style::caution;
    case RecordFinding::Kind::wrong: return Style::bad;
  }
  return Style::bad;
}

json::object json_of(const RecordFinding& f) {
  json::object arguments;
  for (const auto& argument : f.arguments) arguments[argument.name] = argument.value;
  return {{"outcome", word(f.kind)}, {"code", f.code}, {"arguments", arguments}, {"text", f.text}};
}

json::object json_of(const RecordVerdict& v) {
  json::array findings;
  for (const auto& finding : v.findings) findings.push_back(json_of(finding));
  return {{"intact", v.intact},   {"anchored", v.anchored},   {"room", v.room},
          {"subject", v.subject}, {"directory", v.directory}, {"findings", findings}};
}

std::string finding_text(const RecordFinding& f, const Output& output) {
  std::vector<language::Argument> arguments;
  for (const auto& argument : f.arguments) arguments.emplace_back(argument.name, terminal_line(argument.value));
  const auto id = "record." + f.code;
  const auto text = language::Speaker::knows(id) ? output.speaker().say(id, arguments) : terminal_line(f.text);
  return output.styled(style_of(f.kind), output.say(std::string("export.outcome.") + word(f.kind))) + "  " + text;
}

Result<ExitCode> run_verify(Session& session, const VerifyArguments& arguments) {
  const auto verdict = Records::verify(arguments.record, arguments.genesis);
  if (!verdict) return std::unexpected(verdict.error());
  auto& output = session.output;
  if (output.json()) {
    output.object("verification", json_of(*verdict));
  } else {
    output.line(output.styled(Style::bold, terminal_line(verdict->subject)));
    for (const auto& finding : verdict->findings) output.line(finding_text(finding, output));
    output.line(verdict->intact ? output.styled(Style::good, output.say("export.intact"))
                                : output.styled(Style::bad, output.say("export.broken")));
  }
  return verdict->intact ? ExitCode::ok : ExitCode::trust;
}

}  // namespace

void add_room_export(CLI::App& room, Action& action) {
  auto* command = room.add_subcommand("export");
  auto arguments = std::make_shared<ExportArguments>();
  command->add_option("room", arguments->record.room)->type_name("ROOM")->required();
  command->add_option("--out", arguments->record.out)->type_name("PATH")->required();
  command->add_option("--page-language", arguments->page_language)
      ->type_name("LANGUAGE")
      ->check(CLI::IsMember({"ar", "en", "es", "fr", "ru", "zh"}));
  command->add_flag("--no-pdf", arguments->no_pdf);
  command->add_flag("--offline", arguments->offline);
  command->footer(R"(
valise room export 77b0c4de --out case-17.zip
valise room export 77b0c4de --out case-17 --page-language fr --no-pdf)");
  on_chosen(command, action, arguments, run_export);
}

void add_verify_export(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("verify-export");
  auto arguments = std::make_shared<VerifyArguments>();
  command->add_option("record", arguments->record)->type_name("FILE")->required();
  command->add_option("--genesis", arguments->genesis)->type_name("FILE|HASH");
  command->footer(R"(
valise verify-export case-17.zip --genesis genesis.txt
valise verify-export case-17.zip --json)");
  on_chosen(command, action, arguments, run_verify);
}

}  // namespace valise::cli
