// valise retention: how long the messages of each room are kept here, and their erasure.
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/room_title.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "cli/times.hpp"
#include "valise/retention.hpp"

namespace valise::cli {
namespace {

struct SetArguments {
  std::string room;
  std::uint32_t days = 0;
  bool for_good = false;
};

boost::json::object json_of(const RetentionView& r) {
  return {{"room", r.room},
          {"subject", r.subject},
          {"days", r.days ? boost::json::value(*r.days) : boost::json::value(nullptr)},
          {"own", r.own},
          {"agreed_days", r.agreed_days},
          {"agreed_from", r.agreed_from ? boost::json::value(utc_text(*r.agreed_from)) : boost::json::value(nullptr)},
          {"due", r.due},
          {"erased", r.erased},
          {"last_erasure", r.last_erasure ? boost::json::value(utc_text(*r.last_erasure)) : boost::json::value(nullptr)}};
}

std::string row(const RetentionView& r, const Output& output) {
  auto kept = r.days ? output.say("retention.days", {{"count", *r.days}}) : output.say("retention.for_good");
  if (!r.own && r.agreed_from)
    kept = output.speaker().list({kept, output.say("retention.agreed", {{"at", both_times(*r.agreed_from, output.speaker())}})});
  if (r.own && r.agreed_days > 0)
    kept = output.speaker().list({kept, output.say("retention.members_say", {{"count", r.agreed_days}})});
  const auto counts = output.speaker().list(
      {output.say("retention.due", {{"count", r.due}}), output.say("retention.erased", {{"count", r.erased}})});
  return fmt::format("{}  {}\n    {}; {}", short_id(r.room), output.speaker().set_apart(room_title(r.subject, output)), kept,
                     counts);
}

Result<ExitCode> run_show(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto rooms = Retention(*client).show();
  if (!rooms) return std::unexpected(rooms.error());
  for (const auto& room : *rooms) {
    if (session.output.json()) {
      session.output.object("retention", json_of(room));
    } else {
      session.output.line(row(room, session.output));
    }
  }
  return ExitCode::ok;
}

Result<ExitCode> run_set(Session& session, const SetArguments& arguments) {
  if (arguments.for_good == (arguments.days > 0)) return std::unexpected(problem(ErrorKind::usage, "retention.one_of_both"));
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto days = arguments.for_good ? std::nullopt : std::optional(arguments.days);
  if (const auto set = Retention(*client).set(arguments.room, days); !set) return std::unexpected(set.error());
  session.output.note(session.output.say("retention.set"));
  return ExitCode::ok;
}

Result<ExitCode> run_erase(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto rooms = Retention(*client).run();
  if (!rooms) return std::unexpected(rooms.error());
  std::uint64_t erased = 0;
  for (const auto& room : *rooms) {
    erased += room.erased;
    if (session.output.json()) session.output.object("erasure", json_of(room));
  }
  if (!session.output.json()) session.output.line(session.output.say("retention.done", {{"count", erased}}));
  return ExitCode::ok;
}

}  // namespace

void add_retention(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("retention");
  command->require_subcommand(1);
  auto* show = command->add_subcommand("show");
  show->footer("valise retention show\nvalise retention show --json");
  on_chosen(show, action, run_show);
  auto* set = command->add_subcommand("set");
  auto arguments = std::make_shared<SetArguments>();
  set->add_option("room", arguments->room)->type_name("ROOM")->required();
  set->add_option("--days", arguments->days)->type_name("N");
  set->add_flag("--for-good", arguments->for_good);
  set->footer("valise retention set 77b0c4de --days 365\nvalise retention set 77b0c4de --for-good");
  on_chosen(set, action, arguments, run_set);
  auto* run = command->add_subcommand("run");
  run->footer(R"(
valise retention run
valise retention run --json)");
  on_chosen(run, action, run_erase);
}

}  // namespace valise::cli
