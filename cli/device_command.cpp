// valise device: the own devices, and in which rooms each of them is.
#include <fmt/format.h>

#include "cli/command_line.hpp"
#include "cli/device_link.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"
#include "valise/devices.hpp"

namespace valise::cli {
namespace {

boost::json::object json_of(const OwnDevice& d) {
  return {{"device", d.device}, {"label", d.label},     {"self", d.self},  {"active", d.active},
          {"rooms", d.rooms},   {"missing", d.missing}, {"still", d.still}};
}

std::string rooms_text(const OwnDevice& d, const Output& output) {
  std::vector<std::string> parts = {output.say("device.rooms", {{"count", d.rooms}})};
  if (d.missing > 0) parts.push_back(output.say("device.missing", {{"count", d.missing}}));
  if (d.still > 0) parts.push_back(output.say("device.still", {{"count", d.still}}));
  return output.speaker().list(parts);
}

std::string row(const OwnDevice& d, const Output& output) {
  std::string state = d.active ? output.say("device.active") : output.say("device.ended");
  if (d.self) state += " (" + output.say("device.self") + ")";
  return fmt::format("{}  {}  {}\n    {}", short_id(d.device), output.speaker().set_apart(terminal_line(d.label)), state,
                     rooms_text(d, output));
}

Result<ExitCode> run_list(Session& session) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto devices = Devices(*client).list();
  if (!devices) return std::unexpected(devices.error());
  for (const auto& device : *devices) {
    if (session.output.json()) {
      session.output.object("device", json_of(device));
    } else {
      session.output.line(row(device, session.output));
    }
  }
  return ExitCode::ok;
}

}  // namespace

void add_device(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("device", "Your devices, and where they take part");
  command->require_subcommand(1);
  auto* list = command->add_subcommand("list", "List your devices, and in how many rooms each of them is");
  list->footer(R"(
A further device needs an invite of your security officer (`valise enrol`); the programs of those in your rooms then let it in by
themselves, and `valise device link` gives it what was said before. A lost one is revoked by your security officer: it is out of a room once "still in" says nothing more of it.

Examples:
  valise device list
  valise device list --json)");
  on_chosen(list, action, run_list);
  add_device_link(*command, action);
}

}  // namespace valise::cli
