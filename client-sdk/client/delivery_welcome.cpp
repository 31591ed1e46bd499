// Joining a room by a Welcome.
#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/repetition.hpp"
#include "client-sdk/client/room_rules.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/state_loss.hpp"
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

constexpr std::uint64_t kFoundingEpoch = 1;  // whoever opens a room adds all others in its first change

// Where it was a member before, and only lost its place, it is back. Who is there from the beginning has missed nothing.
Result<> note_joined(store::Transaction& tx, Context& context, const RoomGroup& room) {
  if (auto since = tx.places().note_member_since(room.room.id, context.device(), room.room.handshake_position); !since)
    return since;
  if (room.room.joined_epoch <= kFoundingEpoch) return {};
  const auto who = room.group.welcomed_by() ? room.group.member(*room.group.welcomed_by()) : std::nullopt;
  const auto device = who ? device_of(who->credential) : std::nullopt;
  return note(tx, context, store::NoticeKind::information,
              said("notices.joined_room",
                   {{"room", room.room.subject}, {"who", device ? member_text(context, *device) : std::string("?")}}),
              room.room.id);
}

// A Welcome to a room that this device was in before continues its row: own counters go on, history stays.
Result<> keep(store::Transaction& tx, Context& context, RoomGroup& room) {
  auto before = tx.rooms().find(room.room.id);
  if (!before) return pass_on(before);
  if (*before) {
    if (auto away = put_away(tx, context, room.room.id); !away) return away;
    room.room.created_at = (*before)->created_at;
    room.room.own_counter = (*before)->own_counter;
    room.room.own_previous_hash = (*before)->own_previous_hash;
    // What was said while this device was not a member is not missing.
    if (auto forgotten = tx.rooms().forget_sender_chains(room.room.id); !forgotten) return forgotten;
  }
  if (auto saved = save_epoch(tx, room); !saved) return saved;
  // Whatever was said in this device's name before, by whom ever, was under other keys.
  if (auto own = tx.places().settle_own_seq(room.room.id, room.room.handshake_position); !own) return own;
  const bool back = *before && (*before)->membership != store::Membership::removed;
  if (!back) {
    if (auto noted = note_joined(tx, context, room); !noted) return noted;
  }
  auto doubt = tx.places().doubt(room.room.id);
  if (!doubt) return pass_on(doubt);
  if (!*doubt) return {};
  if (auto ended = tx.places().end_doubt(room.room.id); !ended) return ended;
  return ask_for_repetition(tx, context, room.room.id, (*doubt)->after, room.room.handshake_position);
}

// Groups that are open already must not be replaced by a Welcome: that would be a way to roll a member back. Where this device
// has asked to be brought back, it takes one that comes after its last joining; older ones it has had, and their keys are gone.
Result<> refuse_if_member(store::Transaction& tx, const RoomGroup& room) {
  auto known = tx.rooms().find(room.room.id);
  if (!known) return pass_on(known);
  if (!*known || (*known)->membership != store::Membership::member) return {};
  auto doubt = tx.places().doubt(room.room.id);
  if (!doubt) return pass_on(doubt);
  const bool asked = *doubt && (*doubt)->what == store::DoubtKind::ahead;
  const bool newer = room.room.epoch > (*known)->joined_epoch && room.room.epoch > 0;
  return asked && newer ? Result<>{} : fail(ClientError::delivery_altered, "welcome to a room that is open");
}

}  // namespace

Result<Taken> take_welcome(Context& context, const v1::Delivery& delivery) {
  if (!room_of(delivery)) return fail(ClientError::delivery_altered, "room");
  auto welcome = mls::from_message<mls::Welcome>(base::as_bytes(delivery.message()));
  if (!welcome) return pass_on(welcome);
  auto bundle = bundle_for(context, *welcome);
  if (!bundle) return pass_on(bundle);
  auto room = opened(context, delivery, *bundle);
  if (!room) return pass_on(room);
  auto stored = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto fresh = refuse_if_member(tx, *room); !fresh) return fresh;
    if (auto kept = keep(tx, context, *room); !kept) return kept;
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
