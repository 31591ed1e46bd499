// valise case: a room as the file of a case: who is in it, what it is called, how it stands.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/problem.hpp"
#include "cli/room_lists.hpp"
#include "cli/standard_input.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "valise/rooms.hpp"

namespace valise::cli {
namespace {

using Strings = std::vector<std::string>;

struct CaseArguments {
  std::string room;
  NewRoom fresh;
  std::string text;  // subject, number or condition
  Strings addresses;
  Strings confirmed;
  bool away = false;  // take it away
  std::string until;  // a date
  unsigned days = 0;
  std::string receipts;
};

Result<ExitCode> show(Session& session, const RoomChangeReport& report, const std::string& done) {
  if (!report.done) session.output.warning(session.output.say("case.not_done_yet", {{"reason", terminal_line(report.reason)}}));
  if (session.output.json()) {
    session.output.object("room-change", json_of(report));
  } else {
    const auto word = report.done ? session.output.styled(Style::good, done)
                                  : session.output.styled(Style::caution, session.output.say("words.state.queued"));
    session.output.line(fmt::format("{}  {} {}", word, session.output.say("message.label.room"), short_id(report.room)));
  }
  return report.done ? ExitCode::ok : ExitCode::network;
}

// Each command but those that open, list and ask is one call of the SDK.
using Change = Result<RoomChangeReport> (*)(Rooms&, const CaseArguments&);

template <Change change>
Result<ExitCode> run_change(Session& session, const CaseArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Rooms rooms(*client);
  const auto report = change(rooms, arguments);
  if (!report) return std::unexpected(report.error());
  return show(session, *report, session.output.say("case.done"));
}

Result<RoomChangeReport> open(Rooms& rooms, const CaseArguments& a) { return rooms.open(a.fresh); }
Result<RoomChangeReport> subject(Rooms& rooms, const CaseArguments& a) { return rooms.set_subject(a.room, a.text); }
Result<RoomChangeReport> reference(Rooms& rooms, const CaseArguments& a) { return rooms.set_reference(a.room, a.text); }
Result<RoomChangeReport> handling(Rooms& rooms, const CaseArguments& a) {
  return a.away ? rooms.remove_handling(a.room, a.text) : rooms.add_handling(a.room, a.text);
}
Result<RoomChangeReport> state(Rooms& rooms, const CaseArguments& a) { return rooms.wait_for(a.room, a.addresses); }
Result<RoomChangeReport> remove(Rooms& rooms, const CaseArguments& a) { return rooms.remove(a.room, a.addresses); }
Result<RoomChangeReport> owner(Rooms& rooms, const CaseArguments& a) {
  return a.away ? rooms.remove_owner(a.room, a.text) : rooms.add_owner(a.room, a.text);
}
Result<RoomChangeReport> leave(Rooms& rooms, const CaseArguments& a) { return rooms.leave(a.room, a.text); }
Result<RoomChangeReport> close(Rooms& rooms, const CaseArguments& a) { return rooms.close(a.room); }
Result<RoomChangeReport> reopen(Rooms& rooms, const CaseArguments& a) { return rooms.reopen(a.room); }
Result<RoomChangeReport> keep(Rooms& rooms, const CaseArguments& a) { return rooms.set_retention(a.room, a.days); }
Result<RoomChangeReport> receipts(Rooms& rooms, const CaseArguments& a) {
  return rooms.allow_read_receipts(a.room, a.receipts == "yes");
}

// ---- who comes in ----

std::string named(const AuthorityView& authority, const Output& output) {
  const auto place = authority.country.empty() ? authority.organisation : output.speaker().country_name(authority.country);
  return fmt::format("{} — {} ({})", terminal_line(place), name_of(authority.names, output), terminal_line(authority.id));
}

std::unexpected<Error> not_confirmed(const AuthorityView& authority, const Output& output) {
  return std::unexpected(problem(ErrorKind::usage, "case.not_confirmed",
                                 {{"authority", named(authority, output)}, {"id", terminal_line(authority.id)}}));
}

// A person at a terminal types the id of each authority that is new; others give it with --confirm.
Result<Strings> confirmed(Session& session, Rooms& rooms, const CaseArguments& arguments, const Strings& addresses) {
  const auto newcomers = rooms.newcomers(arguments.room, addresses);
  if (!newcomers) return std::unexpected(newcomers.error());
  auto out = arguments.confirmed;
  for (const auto& authority : *newcomers) {
    if (std::ranges::find(out, authority.id) != out.end()) continue;
    if (!session.environment.in_is_terminal || session.globals.passphrase.no_input)
      return not_confirmed(authority, session.output);
    session.output.warning(session.output.say("case.will_read", {{"authority", named(authority, session.output)}}));
    const auto typed = read_word(session.environment);
    if (!typed) return std::unexpected(typed.error());
    if (*typed != authority.id) return not_confirmed(authority, session.output);
    out.push_back(authority.id);
  }
  return out;
}

Result<ExitCode> run_admit(Session& session, const CaseArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Rooms rooms(*client);
  const auto agreed = confirmed(session, rooms, arguments, arguments.addresses);
  if (!agreed) return std::unexpected(agreed.error());
  const auto report = rooms.admit(arguments.room, arguments.addresses, *agreed);
  if (!report) return std::unexpected(report.error());
  return show(session, *report, session.output.say("case.admitted"));
}

// A date means its end, in UTC.
std::optional<Time> end_of(const std::string& date) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  char dash = 0;
  std::istringstream in(date);
  if (!(in >> year >> dash >> month >> dash >> day) || !in.eof()) return std::nullopt;
  const std::chrono::year_month_day parsed{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!parsed.ok()) return std::nullopt;
  return Time(std::chrono::sys_days(parsed) + std::chrono::days(1));
}

Result<Time> end_of_visit(const Session& session, const CaseArguments& arguments) {
  if (arguments.until.empty() == (arguments.days == 0)) {
    return std::unexpected(problem(ErrorKind::usage, "case.guest_without_end"));
  }
  if (arguments.days > 0) return session.environment.now() + std::chrono::days(arguments.days);
  const auto until = end_of(arguments.until);
  if (!until) return std::unexpected(problem(ErrorKind::usage, "case.not_a_date", {{"text", terminal_line(arguments.until)}}));
  return *until;
}

Result<ExitCode> run_guest(Session& session, const CaseArguments& arguments) {
  const auto until = end_of_visit(session, arguments);
  if (!until) return std::unexpected(until.error());
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  Rooms rooms(*client);
  const auto agreed = confirmed(session, rooms, arguments, {arguments.text});
  if (!agreed) return std::unexpected(agreed.error());
  const auto report = rooms.guest(arguments.room, arguments.text, *until, *agreed);
  if (!report) return std::unexpected(report.error());
  return show(session, *report, session.output.say("case.admitted"));
}

// ---- the command line ----

using Arguments = std::shared_ptr<CaseArguments>;
using Run = Result<ExitCode> (*)(Session&, const CaseArguments&);

struct Subcommand {
  CLI::App* app;
  Arguments arguments;
};

Subcommand add(CLI::App& parent, Action& action, const char* name, Run run, const char* examples, bool with_room = true) {
  auto* app = parent.add_subcommand(name);
  auto arguments = std::make_shared<CaseArguments>();
  if (with_room) app->add_option("room", arguments->room)->type_name("ROOM")->required();
  app->footer(examples);
  on_chosen(app, action, arguments, run);
  return {app, arguments};
}

void add_address_list(const Subcommand& command, bool required) {
  auto* option = command.app->add_option("address", command.arguments->addresses)->type_name("ADDRESS");
  if (required) option->required();
}

void add_confirm(const Subcommand& command) {
  command.app->add_option("--confirm", command.arguments->confirmed)->type_name("AUTHORITY")->allow_extra_args(false);
}

void add_opening(CLI::App& parent, Action& action) {
  const auto command = add(parent, action, "open", run_change<open>,
                           "valise case open fr-bemi/duty --subject \"Preservation of a log\" --reference ODPP/2026/117", false);
  auto& fresh = command.arguments->fresh;
  command.app->add_option("address", fresh.to)->type_name("ADDRESS")->required();
  command.app->add_option("--subject,-s", fresh.subject)->type_name("TEXT")->required();
  command.app->add_option("--reference", fresh.reference)->type_name("TEXT");
  command.app->add_option("--handling", fresh.handling)->type_name("TEXT")->allow_extra_args(false);
  command.app->add_option("--from", fresh.from)->type_name("POST");
}

void add_descriptions(CLI::App& parent, Action& action) {
  auto command = add(parent, action, "subject", run_change<subject>, "valise case subject 77b0c4de \"Preservation of two logs\"");
  command.app->add_option("subject", command.arguments->text)->type_name("TEXT")->required();
  command = add(parent, action, "reference", run_change<reference>, "valise case reference 77b0c4de ODPP/2026/117");
  command.app->add_option("number", command.arguments->text)->type_name("TEXT");
  command = add(parent, action, "handling", run_change<handling>,
                "valise case handling 77b0c4de \"Not to be used in proceedings without permission\"");
  command.app->add_option("condition", command.arguments->text)->type_name("TEXT")->required();
  command.app->add_flag("--remove", command.arguments->away);
  command = add(parent, action, "keep", run_change<keep>, "valise case keep 77b0c4de 365");
  command.app->add_option("days", command.arguments->days)->type_name("N")->required()->check(CLI::Range(0, 36'600));
  command = add(parent, action, "receipts", run_change<receipts>, "valise case receipts 77b0c4de yes");
  command.app->add_option("allowed", command.arguments->receipts)
      ->type_name("yes|no")
      ->required()
      ->check(CLI::IsMember({"yes", "no"}));
}

void add_people(CLI::App& parent, Action& action) {
  auto command = add(parent, action, "admit", run_admit, "valise case admit 77b0c4de ke-odpp/duty --confirm ke-odpp");
  add_address_list(command, true);
  add_confirm(command);
  command = add(parent, action, "guest", run_guest,
                "valise case guest 77b0c4de ke-odpp/@jmwangi --days 7 --confirm ke-odpp\n"
                "valise case guest 77b0c4de ke-odpp/@jmwangi --until 2026-12-04");
  command.app->add_option("officer", command.arguments->text)->type_name("ADDRESS")->required();
  command.app->add_option("--until", command.arguments->until)->type_name("DATE");
  command.app->add_option("--days", command.arguments->days)->type_name("N")->check(CLI::Range(1, 366));
  add_confirm(command);
  command = add(parent, action, "remove", run_change<remove>, "valise case remove 77b0c4de ke-odpp/@jmwangi");
  add_address_list(command, true);
  command = add(parent, action, "owner", run_change<owner>, "valise case owner 77b0c4de fr-bemi/duty");
  command.app->add_option("post", command.arguments->text)->type_name("POST")->required();
  command.app->add_flag("--remove", command.arguments->away);
  command = add(parent, action, "leave", run_change<leave>, "valise case leave 77b0c4de");
  command.app->add_option("--as", command.arguments->text)->type_name("ADDRESS");
}

void add_states(CLI::App& parent, Action& action) {
  const auto command =
      add(parent, action, "state", run_change<state>, "valise case state 77b0c4de ke-odpp/duty\nvalise case state 77b0c4de");
  add_address_list(command, false);
  add(parent, action, "close", run_change<close>, "valise case close 77b0c4de");
  add(parent, action, "reopen", run_change<reopen>, "valise case reopen 77b0c4de");
}

}  // namespace

void add_case(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("case");
  command->require_subcommand(1);
  add_opening(*command, action);
  add_room_lists(*command, action);
  add_descriptions(*command, action);
  add_people(*command, action);
  add_states(*command, action);
}

}  // namespace valise::cli
