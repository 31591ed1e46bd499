// valise search: in the history of this profile.
#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "valise/search.hpp"

namespace valise::cli {
namespace {

struct SearchArguments {
  std::vector<std::string> words;
  std::string since;
  SearchQuery query;
};

Result<ExitCode> run_search(Session& session, const SearchArguments& arguments) {
  auto query = arguments.query;
  for (const auto& word : arguments.words) query.text += (query.text.empty() ? "" : " ") + word;
  if (!arguments.since.empty()) {
    query.since = parse_date(arguments.since);
    if (!query.since) return std::unexpected(problem(ErrorKind::usage, "search.not_a_date", {{"date", arguments.since}}));
  }
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto found = Search(*client).find(query);
  if (!found) return std::unexpected(found.error());
  for (const auto& message : found->messages) {
    if (session.output.json()) {
      session.output.object("message", json_of(message));
    } else {
      session.output.line(message_row(message, session.output));
    }
  }
  if (found->more) session.output.note(session.output.say("search.more", {{"limit", query.limit}}));
  if (!found->messages.empty()) return ExitCode::ok;
  return std::unexpected(problem(ErrorKind::not_found, "search.nothing_found"));
}

}  // namespace

void add_search(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("search");
  auto arguments = std::make_shared<SearchArguments>();
  command->add_option("words", arguments->words)->type_name("TEXT")->required();
  command->add_option("--room", arguments->query.room)->type_name("ROOM");
  command->add_option("--from", arguments->query.from)->type_name("ADDRESS");
  command->add_option("--since", arguments->since)->type_name("YYYY-MM-DD");
  command->add_option("--limit", arguments->query.limit)
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}));
  command->footer(R"(
valise search preservation log
valise search "accès" --from fr-bepi --since 2026-11-01
valise search 资产 --room 77b0c4de --json)");
  on_chosen(command, action, arguments, run_search);
}

}  // namespace valise::cli
