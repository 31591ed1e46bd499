// valise inbox: what is unread.
#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {
namespace {

struct InboxArguments {
  bool all = false;
  InboxFilter filter;
};

Result<ExitCode> run_inbox(Session& session, const InboxArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  auto filter = arguments.filter;
  filter.unread_only = !arguments.all;
  ++filter.limit;  // to know whether there are more
  auto messages = client->inbox(filter);
  if (!messages) return std::unexpected(messages.error());
  const bool more = messages->size() == filter.limit;
  if (more) messages->pop_back();
  for (const auto& message : *messages) {
    if (session.output.json()) {
      session.output.object("message", json_of(message));
    } else {
      session.output.line(message_row(message, session.output));
    }
  }
  if (more) session.output.note(session.output.say("inbox.more"));
  if (messages->empty())
    session.output.note(arguments.all ? session.output.say("inbox.none") : session.output.say("inbox.nothing_unread"));
  return ExitCode::ok;
}

}  // namespace

void add_inbox(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("inbox", "List unread messages of this profile (works offline)");
  auto arguments = std::make_shared<InboxArguments>();
  command->add_flag("--all", arguments->all, "Read ones and own ones, too");
  command->add_option("--room", arguments->filter.room, "Only this room")->type_name("ROOM");
  command->add_option("--limit", arguments->filter.limit, "At most so many (default 100)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}));
  command->footer(R"(
Examples:
  valise inbox
  valise inbox --all --room 77b0c4de
  valise inbox --json)");
  on_chosen(command, action, arguments, run_inbox);
}

}  // namespace valise::cli
