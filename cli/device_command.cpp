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

struct RevokeArguments {
  std::string device;
  std::string reason;
  std::filesystem::path key_file;
  std::optional<std::filesystem::path> passphrase_file;
};

// It is over for the device as soon as the relay has the statement; the visit takes it out of the rooms.
Result<ExitCode> run_revoke(Session& session, const RevokeArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const PassphraseSource source{
      .file = arguments.passphrase_file, .descriptor = {}, .no_input = session.globals.passphrase.no_input};
  auto passphrase = existing_passphrase(source, session.environment.ask, session.output.speaker());
  if (!passphrase) return std::unexpected(passphrase.error());
  Devices devices(*client);
  auto device = devices.revoke(arguments.device, arguments.reason, arguments.key_file, std::move(*passphrase).release());
  if (!device) return std::unexpected(device.error());
  const auto received = client->receive({});
  if (!received && received.error().kind == ErrorKind::trust) return std::unexpected(received.error());
  auto now = devices.list();
  if (!now) return std::unexpected(now.error());
  for (const auto& one : *now) {
    if (one.device == device->device) *device = one;
  }
  if (session.output.json()) {
    session.output.object("device", json_of(*device));
  } else {
    session.output.line(row(*device, session.output));
  }
  return ExitCode::ok;
}

void add_revoke(CLI::App& device, Action& action) {
  auto* command = device.add_subcommand("revoke");
  auto arguments = std::make_shared<RevokeArguments>();
  command->add_option("device", arguments->device)->type_name("DEVICE")->required();
  command->add_option("--key-file", arguments->key_file)->type_name("FILE")->required();
  command->add_option("--key-passphrase-file", arguments->passphrase_file)->type_name("FILE");
  command->add_option("--reason", arguments->reason)->type_name("TEXT");
  command->footer(R"(
valise device revoke 3f9a --key-file authority.key --reason "Stolen on a train")");
  on_chosen(command, action, arguments, run_revoke);
}

}  // namespace

void add_device(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("device");
  command->require_subcommand(1);
  auto* list = command->add_subcommand("list");
  list->footer(R"(
valise device list
valise device list --json)");
  on_chosen(list, action, run_list);
  add_device_link(*command, action);
  add_revoke(*command, action);
}

}  // namespace valise::cli
