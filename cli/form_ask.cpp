#include "cli/form_ask.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/form_text.hpp"
#include "cli/problem.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

// One line without its end; nothing at the end of input.
std::optional<std::string> line_of(Session& session) {
  std::string line;
  session.environment.err << "> " << std::flush;
  if (!std::getline(session.environment.in, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

bool of_several_lines(const FieldDescription& field) { return field.many || field.type == FieldType::paragraph; }

// The answer to one question; nothing at the end of input. Empty: the person has nothing to say.
std::optional<std::vector<std::string>> answer_of(Session& session, const FieldDescription& field) {
  std::vector<std::string> lines;
  for (auto line = line_of(session);; line = line_of(session)) {
    if (!line) return std::nullopt;
    if (line->empty()) break;
    lines.push_back(std::move(*line));
    if (!of_several_lines(field)) break;
  }
  if (field.many || lines.size() < 2) return lines;
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return std::vector{text};
}

void show_question(Session& session, const FieldDescription& field, const FormFields& fields) {
  auto& output = session.output;
  auto hints = field_hint(field, output);
  if (field.many) hints += "; " + output.say("form.several");
  if (!field.many && field.type == FieldType::paragraph) hints += "; " + output.say("form.until_empty");
  if (!is_required(field, fields)) hints += "; " + output.say("form.optional");
  session.environment.err << fmt::format("{} ({})\n", field_label(std::string(field.name), output), hints);
  if (const auto help = field_help(field, output); !help.empty()) session.environment.err << "  " << help << "\n";
}

// ask asks until the answer is right; false at the end of input.
bool ask(Session& session, const FieldDescription& field, FormDraft& draft) {
  show_question(session, field, draft.fields);
  for (;;) {
    auto values = answer_of(session, field);
    if (!values) return false;
    if (values->empty() && !is_required(field, draft.fields)) return true;
    const auto problems =
        values->empty() ? std::vector{FieldProblem{std::string(field.name), "missing", {}}} : check_field(field, *values);
    if (problems.empty()) {
      set_values(draft.fields, field.name, std::move(*values));
      return true;
    }
    session.environment.err << problem_line(problems.front(), session.output) << "\n";
  }
}

bool is_wanted(const FieldDescription& field, const FormDraft& draft, bool all) {
  const auto given = std::ranges::find(draft.fields, field.name, &FieldValue::name);
  const bool there = given != draft.fields.end() && !given->values.empty();
  if (there) return !check_field(field, given->values).empty();
  return all || is_required(field, draft.fields);
}

}  // namespace

Result<> ask_fields(Session& session, Forms& forms, FormDraft& draft, bool all) {
  const auto* description = form_description(draft.kind);
  if (description == nullptr) return {};
  auto kept = forms.keep(draft);
  if (!kept) return std::unexpected(kept.error());
  draft = std::move(*kept);
  session.output.note(session.output.say("form.asking", {{"id", draft.id}}));
  for (const auto& field : description->fields) {
    if (!is_wanted(field, draft, all)) continue;
    if (!ask(session, field, draft)) {
      session.output.warning(session.output.say("form.kept", {{"id", draft.id}}));
      return std::unexpected(problem(ErrorKind::usage, "form.ended"));
    }
    if (auto saved = forms.keep(draft); !saved) return std::unexpected(saved.error());
  }
  return {};
}

Error complaint(Session& session, const FormDraft& draft, const std::vector<FieldProblem>& problems) {
  std::vector<std::string> names;
  for (const auto& found : problems) {
    session.output.warning(problem_line(found, session.output));
    names.push_back(terminal_line(found.field));
  }
  return problem(ErrorKind::usage, "form.incomplete",
                 {{"fields", session.output.speaker().list(names)}, {"kind", terminal_line(draft.kind)}});
}

}  // namespace valise::cli
