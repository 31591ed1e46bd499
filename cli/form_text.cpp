#include "cli/form_text.hpp"

#include <fmt/format.h>

#include "cli/form_comments.hpp"
#include "cli/form_words.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"

namespace valise::cli {
namespace {

std::string known_or(const std::string& id, const std::string& otherwise, const Output& output) {
  return language::Speaker::knows(id) ? output.say(id) : terminal_line(otherwise);
}

std::string row(std::string_view label, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:<10} {}\n", label, value);
}

std::string name_of(const std::string& name, const std::string& address) { return terminal_line(name.empty() ? address : name); }

std::string due_text(const FormDebt& debt, const Output& output) {
  if (!debt.due) return {};
  const auto time = both_times(*debt.due, output.speaker());
  auto text = ", " + (debt.promised ? output.say("form.owes.promised", {{"time", time}})
                                    : output.say("form.owes.until", {{"time", time}}));
  if (debt.overdue) {
    const auto why = debt.promised ? output.say("form.owes.new_date") : output.say("form.owes.overdue");
    text += ", " + output.styled(Style::bad, why);
  }
  return text;
}

std::string period_text(const FormView& form, const Output& output) {
  if (!form.period_ends) return {};
  const auto left = *form.period_ends - output.now();
  const auto time = both_times(*form.period_ends, output.speaker());
  if (left <= left.zero()) return output.styled(Style::bad, output.say("form.period_over", {{"time", time}}));
  const auto days = std::chrono::duration_cast<std::chrono::days>(left).count();
  return output.say("form.period_left", {{"count", days}, {"time", time}});
}

std::string step_text(const FormStep& step, const Output& output) {
  auto text = fmt::format("{}  {}: {}", both_times(step.at, output.speaker()), name_of(step.officer_name, step.officer),
                          known_or("form.act." + step.act, step.act, output));
  if (step.promised_by) text += ", " + output.say("form.promised", {{"time", both_times(*step.promised_by, output.speaker())}});
  return step.text.empty() ? text : text + "\n" + terminal_block(step.text, "             ");
}

// The fields, each with the comments on its words below; those on the whole, or on words of no field, come last.
std::string fields_text(const FormView& form, const Output& output) {
  const auto* description = form.known ? form_description(form.kind) : nullptr;
  std::string text;
  for (const auto& field : form.fields) {
    const auto* known = description == nullptr ? nullptr : description->field(field.name);
    text += "\n" + output.styled(Style::bold, field_label(field.name, output)) + "\n";
    for (const auto& value : field.values) text += terminal_block(value_label(known, value, output), "  ") + "\n";
    text += comments_on(field, form, output);
  }
  const auto rest = other_comments(form, output);
  return rest.empty() ? text : text + "\n" + rest;
}

std::string warnings_text(const FormView& form, const Output& output) {
  std::string text;
  if (!form.known) text += output.styled(Style::caution, output.say("form.newer", {{"version", form.version}})) + "\n";
  if (form.problems.empty()) return text;
  std::vector<std::string> names;
  for (const auto& problem : form.problems) names.push_back(field_label(problem.field, output));
  const auto fields = output.speaker().list(names);
  return text + output.styled(Style::caution, output.say("form.not_as_described", {{"fields", fields}})) + "\n";
}

}  // namespace

std::string kind_label(const std::string& kind, const Output& output) { return known_or("form.kind." + kind, kind, output); }
std::string field_label(const std::string& name, const Output& output) { return known_or("form.field." + name, name, output); }

std::string value_label(const FieldDescription* field, const std::string& value, const Output& output) {
  const bool chosen = field != nullptr && (field->type == FieldType::choice || field->type == FieldType::yes_no);
  return chosen && language::Speaker::knows("form.choice." + value) ? output.say("form.choice." + value) : value;
}

std::string field_hint(const FieldDescription& field, const Output& output) {
  switch (field.type) {
    case FieldType::line: return output.say("form.type.line");
    case FieldType::paragraph: return output.say("form.type.paragraph");
    case FieldType::date: return output.say("form.type.date");
    case FieldType::moment: return output.say("form.type.moment");
    case FieldType::span: return output.say("form.type.span");
    case FieldType::number: return output.say("form.type.number", {{"least", field.least}, {"most", field.most}});
    case FieldType::yes_no: return output.say("form.type.yes_no");
    case FieldType::choice: break;
  }
  std::string choices;
  for (const auto choice : field.choices) {
    const std::string name(choice);
    choices += (choices.empty() ? "" : ", ") + fmt::format("{} ({})", name, output.say("form.choice." + name));
  }
  return output.say("form.type.choice", {{"choices", choices}});
}

std::string field_help(const FieldDescription& field, const Output& output) {
  const auto id = "form.help." + std::string(field.name);
  return language::Speaker::knows(id) ? output.say(id) : std::string();
}

std::string problem_line(const FieldProblem& problem, const Output& output) {
  const auto words = output.say("form.problem." + problem.code, {{"limit", terminal_line(problem.limit)}});
  return fmt::format("{} ({}): {}", field_label(problem.field, output), terminal_line(problem.field), words);
}

std::string state_line(const FormView& form, const Output& output) {
  auto text = output.say(std::string("form.state.") + word(form.state));
  if (form.formal == FormalRequest::to_follow) text += ", " + output.say("form.formal.to_follow");
  if (form.formal == FormalRequest::received) text += ", " + output.say("form.formal.received");
  return text;
}

std::string debt_line(const FormDebt& debt, const Output& output) {
  const auto who = debt.who.empty() ? output.say("form.owes.anybody") : terminal_line(debt.who);
  const auto what = output.say(std::string("form.owes.") + word(debt.what), {{"who", who}});
  return (debt.mine ? output.styled(Style::bold, what) : what) + due_text(debt, output);
}

std::string form_row(const FormView& form, const Output& output) {
  const auto reference = value_of(form.fields, "reference");
  auto text =
      fmt::format("{}  {}{}  {}  {}", short_id(form.message), kind_label(form.kind, output),
                  reference.empty() ? "" : " " + terminal_line(reference), terminal_line(form.from), state_line(form, output));
  for (const auto& debt : form.debts) text += "\n    " + debt_line(debt, output);
  if (const auto period = period_text(form, output); !period.empty()) text += "\n    " + period;
  return text;
}

std::string form_text(const FormView& form, const Output& output) {
  auto text = row(output.say("form.label.form"), kind_label(form.kind, output));
  text += row(output.say("form.label.asked"), terminal_line(form.asked));
  text += row(output.say("form.label.state"), state_line(form, output));
  for (const auto& debt : form.debts) text += row(output.say("form.label.owed"), debt_line(debt, output));
  text += row(output.say("form.label.period"), period_text(form, output));
  text += row(output.say("form.label.extends"), short_id(form.predecessor));
  for (const auto& next : form.successors) text += row(output.say("form.label.next"), short_id(next));
  for (const auto& step : form.history) text += row(output.say("form.label.history"), step_text(step, output));
  return text + warnings_text(form, output) + fields_text(form, output);
}

std::string draft_row(const FormDraft& draft, const Output& output) {
  const auto reference = value_of(draft.fields, "reference");
  std::vector<std::string> to;
  for (const auto& address : draft.to) to.push_back(terminal_line(address));
  return fmt::format("{}  {}  {}{}  {}", terminal_line(draft.id), both_times(draft.changed, output.speaker()),
                     kind_label(draft.kind, output), reference.empty() ? "" : " " + terminal_line(reference),
                     output.speaker().list(to));
}

}  // namespace valise::cli
