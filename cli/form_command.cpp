// valise form: structured messages: write one, say how it stands, comment on a draft.
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/deadline.hpp"
#include "cli/form_ask.hpp"
#include "cli/form_file.hpp"
#include "cli/form_json.hpp"
#include "cli/form_standing.hpp"
#include "cli/form_text.hpp"
#include "cli/problem.hpp"
#include "cli/progress_bar.hpp"
#include "cli/send_report.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal_text.hpp"
#include "cli/times.hpp"

namespace valise::cli {
namespace {

using Strings = std::vector<std::string>;

struct FormArguments {
  std::string kind;
  std::string draft;  // id
  Strings words;      // of the command line: a kind and addresses
  FormDraft rest;
  std::string file;
  Strings fields;  // name=value
  bool urgent = false;
  bool emergency = false;
  std::string acknowledge_by;
  bool keep = false;
  bool all = false;
};

Result<const FormDescription*> described(const std::string& kind) {
  const auto* description = form_description(kind);
  if (description != nullptr) return description;
  return std::unexpected(problem(ErrorKind::usage, "form.unknown_kind", {{"kind", terminal_line(kind)}}));
}

// ---- without a profile ----

Result<ExitCode> run_kinds(Session& session, const FormArguments&) {
  auto& output = session.output;
  for (const auto& kind : form_descriptions()) {
    if (output.json()) {
      output.object("form-kind", json_of(kind));
    } else {
      output.line(fmt::format("{:<24} {}", kind.kind, kind_label(std::string(kind.kind), output)));
    }
  }
  return ExitCode::ok;
}

Result<ExitCode> run_template(Session& session, const FormArguments& arguments) {
  const auto kind = described(arguments.kind);
  if (!kind) return std::unexpected(kind.error());
  if (session.output.json()) {
    session.output.object("form-template", json_template(**kind));
  } else {
    session.output.line(form_template(**kind, session.output));
  }
  return ExitCode::ok;
}

// ---- writing one ----

// What the command line, and the file, add to a draft.
Result<> take_fields(Session& session, const FormArguments& arguments, FormDraft& draft) {
  if (!arguments.file.empty()) {
    auto file = read_form_file(session, arguments.file);
    if (!file) return std::unexpected(file.error());
    if (!file->kind.empty() && file->kind != draft.kind) {
      return std::unexpected(problem(ErrorKind::usage, "form.other_kind",
                                     {{"file", terminal_line(arguments.file)}, {"kind", terminal_line(file->kind)}}));
    }
    for (auto& field : file->fields) set_values(draft.fields, field.name, std::move(field.values));
  }
  FormFields given;  // a field that is named several times has several values
  for (const auto& text : arguments.fields) {
    auto field = parse_field(text);
    if (!field) return std::unexpected(field.error());
    const auto before = std::ranges::find(given, field->name, &FieldValue::name);
    if (before == given.end()) {
      given.push_back(std::move(*field));
    } else {
      before->values.push_back(std::move(field->values.front()));
    }
  }
  for (auto& field : given) set_values(draft.fields, field.name, std::move(field.values));
  return {};
}

Result<> take_urgency(Session& session, const FormArguments& arguments, FormDraft& draft) {
  if (arguments.urgent) draft.urgency = Urgency::urgent;
  if (arguments.emergency) draft.urgency = Urgency::emergency;
  if (arguments.acknowledge_by.empty()) return {};
  const auto now = session.environment.now();
  draft.acknowledge_by = parse_deadline(arguments.acknowledge_by, now);
  if (!draft.acknowledge_by || *draft.acknowledge_by <= now) {
    return std::unexpected(problem(ErrorKind::usage, "alerts.bad_deadline", {{"time", terminal_line(arguments.acknowledge_by)}}));
  }
  if (draft.urgency == Urgency::routine) return std::unexpected(problem(ErrorKind::usage, "alerts.deadline_of_routine"));
  return {};
}

Result<FormDraft> fresh_draft(Session& session, Forms& forms, const FormArguments& arguments) {
  auto draft = arguments.rest;
  if (arguments.words.empty()) {
    return std::unexpected(problem(ErrorKind::usage, "form.no_kind"));
  }
  draft.kind = arguments.words.front();
  draft.to.assign(arguments.words.begin() + 1, arguments.words.end());
  if (const auto kind = described(draft.kind); !kind) return std::unexpected(kind.error());
  if (draft.to.empty() && draft.room.empty() && draft.predecessor.empty())
    return std::unexpected(problem(ErrorKind::usage, "form.no_recipient"));
  if (auto taken = take_fields(session, arguments, draft); !taken) return std::unexpected(taken.error());
  return forms.begin(draft);
}

Result<FormDraft> kept_draft(Session& session, Forms& forms, const FormArguments& arguments) {
  auto draft = forms.draft(arguments.draft);
  if (!draft) return draft;
  draft->files = arguments.rest.files;
  if (auto taken = take_fields(session, arguments, *draft); !taken) return std::unexpected(taken.error());
  return draft;
}

Result<ExitCode> keep_only(Session& session, Forms& forms, FormDraft draft) {
  auto kept = forms.keep(std::move(draft));
  if (!kept) return std::unexpected(kept.error());
  if (session.output.json()) {
    session.output.object("form-draft", json_of(*kept));
  } else {
    session.output.line(session.output.say("form.kept", {{"id", kept->id}}));
  }
  return ExitCode::ok;
}

// A person at a terminal is asked for what is missing; everybody else is told all of it at once.
Result<> complete(Session& session, Forms& forms, FormDraft& draft, bool all) {
  const auto problems = [&] {
    const auto* description = form_description(draft.kind);
    return description == nullptr ? std::vector<FieldProblem>{} : check_form(*description, draft.fields);
  };
  const bool asks = session.environment.in_is_terminal && !session.globals.passphrase.no_input;
  if (asks && (all || !problems().empty())) {
    if (auto asked = ask_fields(session, forms, draft, all); !asked) return asked;
  }
  if (const auto left = problems(); !left.empty()) return std::unexpected(complaint(session, draft, left));
  return {};
}

Result<ExitCode> run_new(Session& session, const FormArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Forms forms(*client);
  auto draft = arguments.draft.empty() ? fresh_draft(session, forms, arguments) : kept_draft(session, forms, arguments);
  if (!draft) return std::unexpected(draft.error());
  if (auto taken = take_urgency(session, arguments, *draft); !taken) return std::unexpected(taken.error());
  if (arguments.keep) return keep_only(session, forms, std::move(*draft));
  if (auto completed = complete(session, forms, *draft, arguments.all); !completed) return std::unexpected(completed.error());
  warn_of_urgency(session, *client, *draft);
  ProgressBar bar(session.environment.err, session.output.progress_visible(), session.environment.width);
  const auto report = forms.send(*draft, bar.callback());
  bar.finish();
  return reported(session, report);
}

// ---- drafts ----

Result<ExitCode> run_drafts(Session& session, const FormArguments&) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto drafts = Forms(*client).drafts();
  if (!drafts) return std::unexpected(drafts.error());
  for (const auto& draft : *drafts) {
    if (session.output.json()) {
      session.output.object("form-draft", json_of(draft));
    } else {
      session.output.line(draft_row(draft, session.output));
    }
  }
  if (drafts->empty()) session.output.note(session.output.say("form.no_drafts"));
  return ExitCode::ok;
}

Result<ExitCode> run_discard(Session& session, const FormArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  if (auto gone = Forms(*client).discard(arguments.draft); !gone) return std::unexpected(gone.error());
  session.output.note(session.output.say("form.discarded", {{"id", terminal_line(arguments.draft)}}));
  return ExitCode::ok;
}

// ---- the command line ----

void add_new(CLI::App& parent, Action& action) {
  const auto [app, a] = add_subcommand(parent, action, "new", run_new, R"(
valise form new preservation-request fr-bemi/duty --urgent --acknowledge-by 2h
valise form new preservation-request fr-bemi/duty --from-file request.toml --field period_days=90
valise form new preservation-request --extends 3f9a52c1
valise form new status-question fr-bemi/duty --field their_reference=BEMI/9 --field "question=How far is it?"
valise form new draft-review --room 77b0c4de --from-file draft.toml --file annex.pdf
valise form new --draft 7)");
  auto& draft = a->rest;
  app->add_option("kind", a->words)->type_name("KIND [ADDRESS]");
  app->add_option("--from-file", a->file)->type_name("FILE");
  app->add_option("--field", a->fields)->type_name("NAME=VALUE")->allow_extra_args(false);
  app->add_option("--room", draft.room)->type_name("ROOM");
  app->add_option("--extends", draft.predecessor)->type_name("MSG");
  app->add_option("--draft", a->draft)->type_name("ID");
  app->add_option("--ask", draft.asks)->type_name("ADDRESS");
  app->add_option("--from", draft.from)->type_name("POST");
  app->add_option("--subject,-s", draft.subject)->type_name("TEXT");
  app->add_option("--handling", draft.handling)->type_name("CONDITION")->allow_extra_args(false);
  app->add_option("--file,-f", draft.files)->type_name("FILE")->allow_extra_args(false);
  auto* urgent = app->add_flag("--urgent", a->urgent);
  app->add_flag("--emergency", a->emergency)->excludes(urgent);
  app->add_option("--acknowledge-by", a->acknowledge_by)->type_name("2h|TIME");
  app->add_flag("--all", a->all);
  app->add_flag("--keep", a->keep);
}

void add_descriptions(CLI::App& parent, Action& action) {
  add_subcommand(parent, action, "kinds", run_kinds, "valise form kinds");
  const auto [app, a] =
      add_subcommand(parent, action, "template", run_template, "valise form template preservation-request > request.toml");
  app->add_option("kind", a->kind)->type_name("KIND")->required();
}

void add_drafts(CLI::App& parent, Action& action) {
  add_subcommand(parent, action, "drafts", run_drafts, "valise form drafts");
  const auto [app, a] = add_subcommand(parent, action, "discard", run_discard, "valise form discard 7");
  app->add_option("draft", a->draft)->type_name("ID")->required();
}

}  // namespace

void add_form(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("form");
  command->require_subcommand(1);
  add_descriptions(*command, action);
  add_new(*command, action);
  add_drafts(*command, action);
  add_form_views(*command, action);
  add_form_words(*command, action);
}

}  // namespace valise::cli
