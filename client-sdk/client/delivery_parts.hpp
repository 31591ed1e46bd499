// The parts of taking in a delivery (delivery.hpp), one per kind, and what they share.
#pragma once

#include "client-sdk/client/delivery.hpp"

namespace valise::sdk::client {

// take_welcome joins the room. Fails with MlsErrors and delivery_altered where the Welcome does not verify.
[[nodiscard]] Result<Taken> take_welcome(Context& context, const v1::Delivery& delivery);

// take_alert keeps what the relay says of an urgent message or a channel, as far as it makes sense; the rest is passed over.
[[nodiscard]] Result<Taken> take_alert(Context& context, const v1::Delivery& delivery);

// take_room_message takes a message or a commit of a room. Fails with messages_missing, log_withheld, delivery_altered,
// MlsErrors.
[[nodiscard]] asio::awaitable<Result<Taken>> take_room_message(Context& context, Link link, v1::Delivery delivery);

// What to do with a message before which others of its sender are missing. A relay that keeps its promises delivers a sender's
// messages in order, so it is asked once more; what is still missing then will not come.
enum class OnGap { stop, take };

// take_content stores what a member said, with all that its content claims compared with what this device knows. Within the
// transaction that saves the ratchets. Fails with messages_missing (OnGap::stop).
[[nodiscard]] Result<Taken> take_content(Context& context, store::Transaction& tx, RoomGroup& room,
                                         const mls::ApplicationMessage& message, const v1::Delivery& delivery, OnGap on_gap);

// take_commit merges a change of the room and tells the person what is different. Within the transaction that saves the epoch.
[[nodiscard]] Result<> take_commit(Context& context, store::Transaction& tx, RoomGroup& room, mls::StagedCommit commit,
                                   const v1::Delivery& delivery);

// pass_over_commit leaves the room as it is after a commit that breaks its rules, with an alarm, and remembers whom the relay cut
// off by it. All members do the same, so that none is left behind.
[[nodiscard]] Result<> pass_over_commit(Context& context, store::Transaction& tx, const RoomGroup& room, base::DeviceId committer,
                                        const base::Error& why, const v1::Delivery& delivery);

// offer_files keeps what a message says of its files, to be fetched when somebody wants them.
[[nodiscard]] Result<> offer_files(store::Transaction& tx, const Context& context, const store::Message& message,
                                   const v1::Content& content);

// is_unverifiable tells errors of content that did not verify from those of this device (disk, network).
[[nodiscard]] bool is_unverifiable(const std::error_code& code);

[[nodiscard]] std::optional<base::RoomId> room_of(const v1::Delivery& delivery);

// advance marks a delivery as taken: its place in the mailbox, and its bytes, in the transaction that stores what it carried.
[[nodiscard]] Result<> advance(store::Transaction& tx, const Context& context, const v1::Delivery& delivery);

// move_position notes that a delivery of a room was seen, and for a commit that the handshake position moved with it, valid or
// not.
[[nodiscard]] Result<> move_position(store::Transaction& tx, const v1::Delivery& delivery);

}  // namespace valise::sdk::client
