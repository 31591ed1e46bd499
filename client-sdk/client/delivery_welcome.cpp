// Joining a room by a Welcome.
#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/mls/framing/message.hpp"

namespace valise::sdk::client {
namespace {

// The bundle of ours that the Welcome is for; not_invited if it names none that is kept.
Result<mls::KeyPackageBundle> bundle_for(Context& context, const mls::Welcome& welcome) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<mls::KeyPackageBundle> {
    for (const mls::EncryptedGroupSecrets& secrets : welcome.secrets) {
      const auto ref = store::KeyPackageRef::parse(base::ByteView(secrets.new_member));
      if (!ref) continue;
      auto kept = tx.key_packages().find(*ref);
      if (!kept) return pass_on(kept);
      if (*kept) return mls::KeyPackageBundle::restore((*kept)->private_bundle.expose());
    }
    return fail(mls::MlsError::not_invited);
  });
}

// The policy needs the participants, which stand in the group that is being joined: LeafPolicy for the room is asked after the
// group was opened and before it is kept. This one asks only for what does not depend on the room.
class KnownDevices final : public mls::CredentialPolicy {
 public:
  explicit KnownDevices(const directory::DirectoryState& state) : state_(&state) {}
  [[nodiscard]] bool accepts(const mls::CredentialCheck& check) const override {
    const auto id = device_of(check.credential);
    const directory::Device* device = id ? state_->device(*id) : nullptr;
    return device != nullptr && base::equal(device->signature_key.view(), check.signature_key.data);
  }

 private:
  const directory::DirectoryState* state_;
};

Result<> check_members(const Context& context, const RoomGroup& room) {
  const LeafPolicy policy(context.directory(), addresses_in(room.state), context.log.head().size);
  for (const mls::Member& member : room.group.members()) {
    const mls::CredentialCheck check{
        .event = mls::CredentialEvent::joining, .credential = member.credential, .signature_key = member.signature_key};
    if (!policy.accepts(check)) return fail(mls::MlsError::credential_refused);
  }
  return {};
}

Result<RoomGroup> opened(Context& context, const v1::Delivery& delivery, const mls::KeyPackageBundle& bundle) {
  const KnownDevices policy(context.directory());
  const mls::Validation validation{.credentials = policy, .now = to_seconds(base::from_wire(delivery.accepted_at_ms()))};
  auto group = mls::Group::join(base::as_bytes(delivery.message()), bundle, signer_of(context), validation);
  if (!group) return pass_on(group);
  const auto id = base::RoomId::parse(group->group_id());
  if (!id || id != room_of(delivery)) return fail(ClientError::delivery_altered, "room");
  const base::UnixMillis now = context.clock.now();
  store::Room room{.id = *id,
                   .membership = store::Membership::member,
                   .handshake_position = base::RoomSeq(delivery.room_seq()),
                   .last_seq = base::RoomSeq(delivery.room_seq()),
                   .created_at = now,
                   .active_at = now,
                   .own_update_at = now};
  RoomGroup out{.room = std::move(room), .state = {}, .group = std::move(*group)};
  out.room.joined_epoch = out.group.epoch().value();
  if (auto cached = refresh_cache(out); !cached) return fail(ClientError::delivery_altered, "room state");
  if (auto formed = check_form(out.state); !formed) return fail(ClientError::delivery_altered, "room state");
  if (auto checked = check_members(context, out); !checked) return pass_on(checked);
  return out;
}

// A Welcome to a room that this device was in before continues its row: own counters go on, history stays.
Result<> keep(store::Transaction& tx, RoomGroup& room) {
  auto before = tx.rooms().find(room.room.id);
  if (!before) return pass_on(before);
  if (*before) {
    room.room.created_at = (*before)->created_at;
    room.room.own_counter = (*before)->own_counter;
    room.room.own_previous_hash = (*before)->own_previous_hash;
    // What was said while this device was not a member is not missing.
    if (auto forgotten = tx.rooms().forget_sender_chains(room.room.id); !forgotten) return forgotten;
  }
  return save_epoch(tx, room);
}

// Groups that are open already must not be replaced by a Welcome: that would be a way to roll a member back.
Result<> refuse_if_member(Context& context, const v1::Delivery& delivery) {
  auto known = context.store.transaction([&](store::Transaction& tx) { return tx.rooms().find(*room_of(delivery)); });
  if (!known) return pass_on(known);
  const bool member = *known && (*known)->membership == store::Membership::member;
  return member ? fail(ClientError::delivery_altered, "welcome to a room that is open") : Result<>{};
}

}  // namespace

Result<Taken> take_welcome(Context& context, const v1::Delivery& delivery) {
  if (!room_of(delivery)) return fail(ClientError::delivery_altered, "room");
  if (auto fresh = refuse_if_member(context, delivery); !fresh) return pass_on(fresh);
  auto welcome = mls::from_message<mls::Welcome>(base::as_bytes(delivery.message()));
  if (!welcome) return pass_on(welcome);
  auto bundle = bundle_for(context, *welcome);
  if (!bundle) return pass_on(bundle);
  auto room = opened(context, delivery, *bundle);
  if (!room) return pass_on(room);
  auto stored = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto kept = keep(tx, *room); !kept) return kept;
    if (!bundle->package.is_last_resort()) {
      if (auto used = tx.key_packages().erase(*store::KeyPackageRef::parse(base::ByteView(bundle->reference()))); !used)
        return used;
    }
    return advance(tx, context, delivery);
  });
  if (!stored) return pass_on(stored);
  return Taken{};
}

}  // namespace valise::sdk::client
