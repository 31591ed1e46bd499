#include "cli/form_standing.hpp"

#include <map>

#include "cli/deadline.hpp"
#include "cli/form_difference.hpp"
#include "cli/form_json.hpp"
#include "cli/form_text.hpp"
#include "cli/problem.hpp"
#include "cli/send_report.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal_text.hpp"
#include "cli/times.hpp"
#include "valise/form_versions.hpp"

namespace valise::cli {
namespace {

struct Arguments {
  std::string form;   // a message
  std::string other;  // another
  bool all = false;
  FormFilter filter;
  FormReport report;
  std::string promise;
  CommentDraft comment;
};

// A date means its end, in UTC.
Result<Time> time_of(const std::string& text, Time now) {
  if (const auto date = parse_date(text)) return *date + std::chrono::days(1);
  if (const auto moment = parse_deadline(text, now)) return *moment;
  return std::unexpected(problem(ErrorKind::usage, "form.bad_time", {{"time", terminal_line(text)}}));
}

Result<ExitCode> run_list(Session& session, const Arguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  auto filter = arguments.filter;
  filter.open = !arguments.all;
  const auto list = Forms(*client).list(filter);
  if (!list) return std::unexpected(list.error());
  for (const auto& form : *list) {
    if (session.output.json()) {
      session.output.object("form", json_of(form));
    } else {
      session.output.line(form_row(form, session.output));
    }
  }
  if (list->empty()) session.output.note(session.output.say(arguments.all ? "form.none" : "form.none_open"));
  return ExitCode::ok;
}

Result<ExitCode> run_show(Session& session, const Arguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto form = Forms(*client).show(arguments.form);
  if (!form) return std::unexpected(form.error());
  if (session.output.json()) {
    session.output.object("form", json_of(*form));
  } else {
    session.output.line(form_text(*form, session.output));
  }
  return ExitCode::ok;
}

Result<ExitCode> run_versions(Session& session, const Arguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto versions = FormVersions(*client).list(arguments.form);
  if (!versions) return std::unexpected(versions.error());
  for (std::size_t i = 0; i < versions->size(); ++i) {
    if (session.output.json()) {
      session.output.object("form-version", json_of((*versions)[i]));
    } else {
      session.output.line(version_row((*versions)[i], i + 1, session.output));
    }
  }
  return ExitCode::ok;
}

// One form is compared with the version before it, two are compared as they are given.
Result<ExitCode> run_diff(Session& session, const Arguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const bool two = !arguments.other.empty();
  const auto difference =
      FormVersions(*client).difference(two ? arguments.form : std::string(), two ? arguments.other : arguments.form);
  if (!difference) return std::unexpected(difference.error());
  if (session.output.json()) {
    session.output.object("form-difference", json_of(*difference));
  } else {
    session.output.line(difference_text(*difference, session.output));
  }
  return ExitCode::ok;
}

Result<ExitCode> run_status(Session& session, const Arguments& arguments) {
  auto report = arguments.report;
  if (!arguments.promise.empty()) {
    const auto until = time_of(arguments.promise, session.environment.now());
    if (!until) return std::unexpected(until.error());
    report.promised_by = *until;
  }
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  return reported(session, Forms(*client).report(arguments.form, report));
}

Result<ExitCode> run_answer(Session& session, const Arguments& arguments) {
  auto whole = arguments;
  whole.report.act = "answered";
  return run_status(session, whole);
}

Result<ExitCode> run_comment(Session& session, const Arguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  return reported(session, Forms(*client).comment(arguments.form, arguments.comment));
}

void add_form_id(const Subcommand<Arguments>& command) {
  command.app->add_option("form", command.arguments->form)->type_name("MSG")->required();
}

// As people write them, and as JSON does.
std::map<std::string, std::string> states() {
  return {{"acknowledged", "acknowledged"}, {"in-progress", "in_progress"},           {"answered", "answered"},
          {"refused", "refused"},           {"formal-to-follow", "formal_to_follow"}, {"formal-received", "formal_received"}};
}

}  // namespace

void add_form_views(CLI::App& parent, Action& action) {
  const auto list = add_subcommand(parent, action, "list", run_list,
                                   "valise form list\nvalise form list --all --kind preservation-request --json");
  list.app->add_flag("--all", list.arguments->all);
  list.app->add_option("--room", list.arguments->filter.room)->type_name("ROOM");
  list.app->add_option("--kind", list.arguments->filter.kind)->type_name("KIND");
  add_form_id(add_subcommand(parent, action, "show", run_show, "valise form show 3f9a52c1"));
  add_form_id(add_subcommand(parent, action, "versions", run_versions, "valise form versions 3f9a52c1"));
  const auto diff = add_subcommand(parent, action, "diff", run_diff, R"(
valise form diff 9c01d2aa
valise form diff 3f9a52c1 9c01d2aa)");
  add_form_id(diff);
  diff.app->add_option("after", diff.arguments->other)->type_name("MSG");
}

void add_form_words(CLI::App& parent, Action& action) {
  const auto status = add_subcommand(parent, action, "status", run_status, R"(
valise form status 3f9a52c1 in-progress --promise 2026-11-25
valise form status 3f9a52c1 refused --text "Not our mandate; write to fr-bepi/desk."
valise form status 3f9a52c1 formal-to-follow --promise 30d)");
  add_form_id(status);
  status.app->add_option("state", status.arguments->report.act)
      ->required()
      ->type_name("STATE")
      ->transform(CLI::CheckedTransformer(states()).description(""));
  status.app->add_option("--text,-t", status.arguments->report.text)->type_name("TEXT");
  status.app->add_option("--promise", status.arguments->promise)->type_name("3d|TIME");
  const auto answer = add_subcommand(parent, action, "answer", run_answer,
                                     "valise form answer 3f9a52c1 --text \"Preserved under No. 2026/44 until 21 January.\"");
  add_form_id(answer);
  answer.app->add_option("--text,-t", answer.arguments->report.text)->type_name("TEXT")->required();
  const auto comment = add_subcommand(
      parent, action, "comment", run_comment,
      "valise form comment 3f9a52c1 --passage \"without delay\" --text \"By when?\" --proposal \"within three days\"");
  add_form_id(comment);
  auto& words = comment.arguments->comment;
  comment.app->add_option("--passage,-p", words.passage)->type_name("TEXT");
  comment.app->add_option("--text,-t", words.text)->type_name("TEXT");
  comment.app->add_option("--proposal", words.proposal)->type_name("TEXT");
}

}  // namespace valise::cli
