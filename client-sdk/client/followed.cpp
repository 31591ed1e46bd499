#include "client-sdk/client/followed.hpp"

#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/restored.hpp"
#include "client-sdk/client/sentences.hpp"

namespace valise::sdk::client {

Result<> say_followed(store::Transaction& tx, const base::RoomId& room, v1::Content& content) {
  auto followed = tx.places().followed(room);
  if (!followed) return pass_on(followed);
  if (!followed->sure || followed->seq == base::RoomSeq(0)) return {};
  auto relay = incarnation_of_relay(tx);
  if (!relay) return pass_on(relay);
  content.mutable_followed()->set_seq(followed->seq.value());
  content.mutable_followed()->set_incarnation(base::to_string(*relay));
  return {};
}

Result<> check_followed(store::Transaction& tx, const Context& context, const RoomGroup& room, mls::Epoch spoken_in,
                        const v1::Content& content, base::DeviceId sender) {
  const bool behind = spoken_in < room.group.epoch();
  if (!behind || !content.has_followed() || content.followed().seq() < room.room.handshake_position.value()) return {};
  auto own = tx.places().followed(room.room.id);
  if (!own) return pass_on(own);
  auto relay = incarnation_of_relay(tx);
  if (!relay) return pass_on(relay);
  auto restored = restored_lately(tx, context.clock.now());
  if (!restored) return pass_on(restored);
  const bool same_numbers = own->sure && !*restored && base::equal(*relay, base::as_bytes(content.followed().incarnation()));
  if (!same_numbers) return {};
  return note(tx, context, store::NoticeKind::fork, said("notices.change_withheld", {{"who", member_text(context, sender)}}),
              room.room.id);
}

Result<OwnNumbers> own_numbers(Context& context) {
  return context.store.transaction([](store::Transaction& tx) { return tx.places().own_numbers(); });
}

Result<> note_caught_up(Context& context, const OwnNumbers& before) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    for (const auto& [room, own] : before) {
      if (auto noted = tx.places().note_own_followed(room, own); !noted) return noted;
    }
    return {};
  });
}

}  // namespace valise::sdk::client
