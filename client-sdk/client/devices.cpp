// valise::Devices: the directory's list beside what stands in this device's rooms.
#include "valise/devices.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/membership.hpp"
#include "client-sdk/client/room_rules.hpp"

namespace valise {
namespace {

namespace store = sdk::store;
using base::pass_on;
using sdk::client::Context;
using sdk::client::publicly;

std::vector<OwnDevice> known_devices(const Context& context) {
  std::vector<OwnDevice> out;
  const auto* officer = context.directory().officer(context.identity->officer);
  if (officer == nullptr) return out;
  for (const base::DeviceId& id : officer->devices) {
    const auto* device = context.directory().device(id);
    out.push_back({.device = base::to_hex(id.view()),
                   .label = device == nullptr ? std::string() : device->label,
                   .self = id == context.device(),
                   .active = context.directory().active(id),
                   .signature_key = device == nullptr ? std::string() : base::to_hex(device->signature_key.view())});
  }
  return out;
}

void count(OwnDevice& device, bool belongs, bool present) {
  device.rooms += present ? 1 : 0;
  device.missing += belongs && !present ? 1 : 0;
  device.still += !belongs && present ? 1 : 0;
}

base::Result<> count_room(Context& context, const base::RoomId& id, std::vector<OwnDevice>& devices) {
  auto room = sdk::client::load_room_group(context, id);
  if (!room) return pass_on(room);
  const auto wanted =
      sdk::client::members_of(context.directory(), sdk::client::without_past_guests(room->state, context.clock.now()));
  std::set<std::string> belongs;
  std::set<std::string> present;
  for (const base::DeviceId& device : wanted) belongs.insert(base::to_hex(device.view()));
  for (const base::DeviceId& device : sdk::client::devices_in(room->group)) present.insert(base::to_hex(device.view()));
  for (OwnDevice& device : devices) count(device, belongs.contains(device.device), present.contains(device.device));
  return {};
}

base::Result<std::vector<OwnDevice>> listed(Context& context) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  auto rooms = context.store.transaction([](store::Transaction& tx) { return tx.rooms().list(); });
  if (!rooms) return pass_on(rooms);
  auto devices = known_devices(context);
  for (const store::Room& room : *rooms) {
    if (room.membership != store::Membership::member) continue;
    if (auto counted = count_room(context, room.id, devices); !counted) return pass_on(counted);
  }
  return devices;
}

}  // namespace

Result<std::vector<OwnDevice>> Devices::list() { return publicly(listed(internals(*client_).context())); }

Result<std::string> Devices::own_key() {
  const Context& context = internals(*client_).context();
  using Found = base::Result<std::string>;
  if (!context.identity) return publicly(Found(base::fail(sdk::client::ClientError::not_enrolled)));
  return base::to_hex(context.identity->signature_key.verify_key().view());
}

}  // namespace valise
