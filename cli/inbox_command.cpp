// valise inbox: what is unread.
#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/delivery_text.hpp"
#include "cli/json_views.hpp"
#include "cli/matter_text.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {
namespace {

struct InboxArguments {
  bool all = false;
  bool waiting = false;
  InboxFilter filter;
};

void show_waiting(Session& session, const std::vector<WaitingItem>& items, bool for_me) {
  auto& output = session.output;
  bool first = true;
  for (const auto& item : items) {
    if (item.for_me != for_me) continue;
    if (std::exchange(first, false)) {
      output.line(
          output.styled(Style::bold, for_me ? output.say("matter.waiting_for_me") : output.say("matter.waiting_for_others")));
    }
    output.line(waiting_row(item, output.now(), output));
  }
}

Result<ExitCode> run_waiting(Session& session, Client& client) {
  const auto items = Matters(client).waiting();
  if (!items) return std::unexpected(items.error());
  if (session.output.json()) {
    for (const auto& item : *items) session.output.object("waiting", json_of(item));
    return ExitCode::ok;
  }
  show_waiting(session, *items, true);
  show_waiting(session, *items, false);
  if (items->empty()) session.output.note(session.output.say("matter.nothing_waits"));
  return ExitCode::ok;
}

Result<ExitCode> run_inbox(Session& session, const InboxArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  if (arguments.waiting) return run_waiting(session, *client);
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
  const auto failed =
      static_cast<std::uint64_t>(std::ranges::count_if(*messages, [](const MessageView& m) { return m.failed && !m.read; }));
  warn_of_failed(failed, session.output);
  if (messages->empty())
    session.output.note(arguments.all ? session.output.say("inbox.none") : session.output.say("inbox.nothing_unread"));
  return failed > 0 ? ExitCode::failed : ExitCode::ok;
}

}  // namespace

void add_inbox(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("inbox");
  auto arguments = std::make_shared<InboxArguments>();
  command->add_flag("--all", arguments->all);
  command->add_flag("--waiting", arguments->waiting);
  command->add_option("--room", arguments->filter.room)->type_name("ROOM");
  command->add_option("--limit", arguments->filter.limit)
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}));
  command->footer(R"(
valise inbox
valise inbox --waiting
valise inbox --all --room 77b0c4de
valise inbox --json)");
  on_chosen(command, action, arguments, run_inbox);
}

}  // namespace valise::cli
