// Honest delivery: receipts say on which devices a message has arrived; receipts and heartbeats say how far their sender has seen
// everybody's messages, so that a message that the relay kept from somebody shows, the last one too.
//
// Both are messages of the room that people do not see. They are bounded: one device says at most one such message of a kind per
// room in a time that grows with the number of devices (docs/design/0019), whatever others do; nothing is said about service
// messages, and nothing about messages that this device has not stored.
#pragma once

#include "client-sdk/client/room_group.hpp"
#include "client-sdk/store/messages.hpp"

namespace valise::sdk::client {

// note_recipients writes down, when an own message is protected, to which devices of others it goes, and that the room is to be
// told later how far this device's messages go. For service messages only that the room knows now.
[[nodiscard]] Result<> note_recipients(store::Transaction& tx, const Context& context, const RoomGroup& room,
                                       const base::MessageId& message);

// note_change makes this device speak in the epoch that its own change began, within ten minutes unless it says something anyway:
// whoever the relay kept the change from notices.
[[nodiscard]] Result<> note_change(store::Transaction& tx, const Context& context, const base::RoomId& room);

// owe_receipt makes a received message that people read be confirmed, after a while. owe_read_receipt confirms that it was read,
// in rooms that allow it.
[[nodiscard]] Result<> owe_receipt(store::Transaction& tx, const Context& context, const store::Message& message);
[[nodiscard]] Result<> owe_read_receipt(store::Transaction& tx, const Context& context, const store::Message& message);

// The effects of what others say.
[[nodiscard]] Result<> take_receipt(store::Transaction& tx, const Context& context, const store::Message& message,
                                    const v1::Receipt& receipt);
[[nodiscard]] Result<> take_heartbeat(store::Transaction& tx, const Context& context, const store::Message& message,
                                      const v1::Heartbeat& heartbeat);

// When what is owed is said: as soon as its time has come, or all of it, at the end of a short visit.
enum class Say { what_is_due, all };
// queue_receipts queues it, at most one message of a kind per room; true if it queued anything.
[[nodiscard]] Result<bool> queue_receipts(Context& context, Say say);

}  // namespace valise::sdk::client
