// valise room list, valise room show; the same under valise case.
#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/room_lists.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {
namespace {

struct RoomArguments {
  std::string room;
  bool history = false;
};

Result<ExitCode> run_list(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto rooms = client->rooms();
  if (!rooms) return std::unexpected(rooms.error());
  for (const auto& room : *rooms) {
    if (session.output.json()) {
      session.output.object("room", json_of(room));
    } else {
      session.output.line(room_row(room, session.output));
    }
  }
  if (rooms->empty()) session.output.note(session.output.say("room.none"));
  return ExitCode::ok;
}

Result<> show_history(Session& session, Client& client, const RoomView& room) {
  const auto messages = client.history(room.id);
  if (!messages) return std::unexpected(messages.error());
  for (const auto& message : *messages) {
    if (session.output.json()) {
      session.output.object("message", json_of(message));
    } else {
      session.output.line(message_text(message, session.output));
    }
  }
  return {};
}

Result<ExitCode> run_show(Session& session, const RoomArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto room = client->room(arguments.room);
  if (!room) return std::unexpected(room.error());
  if (session.output.json()) {
    session.output.object("room", json_of(*room));
  } else {
    session.output.line(room_text(*room, session.output));
  }
  if (!arguments.history) return ExitCode::ok;
  if (const auto shown = show_history(session, *client, *room); !shown) return std::unexpected(shown.error());
  return ExitCode::ok;
}

}  // namespace

void add_room_lists(CLI::App& command, Action& action) {
  const std::string words = "valise " + command.get_name();
  auto* list = command.add_subcommand("list");
  list->footer(words + " list\n" + words + " list --json");
  on_chosen(list, action, run_list);
  auto* show = command.add_subcommand("show");
  auto arguments = std::make_shared<RoomArguments>();
  show->add_option("room", arguments->room)->type_name("ROOM")->required();
  show->add_flag("--history", arguments->history);
  show->footer(words + " show 77b0c4de\n" + words + " show 77b0c4de --history --json");
  on_chosen(show, action, arguments, run_show);
  add_room_export(command, action);
}

void add_room(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("room");
  command->require_subcommand(1);
  add_room_lists(*command, action);
}

}  // namespace valise::cli
