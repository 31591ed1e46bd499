// References between messages of a room: from the wire to the store's keys, and who stands behind a message.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

inline constexpr std::size_t kLongestReason = 8 * 1024;  // bytes of a reason, a promise or the like

[[nodiscard]] inline store::MessageKey key_of(const store::Message& message) { return {message.id, message.sender}; }

// key_of reads a reference; nothing unless it is well-formed.
[[nodiscard]] std::optional<store::MessageKey> key_of(const v1::MessageRef& reference);
[[nodiscard]] v1::MessageRef reference_to(const store::MessageKey& key);

// target_in gives the message that a reference means, if it is known and belongs to the room.
[[nodiscard]] Result<std::optional<store::Message>> target_in(store::Transaction& tx, const base::RoomId& room,
                                                              const v1::MessageRef& reference);

// content_of reads a stored message; an empty Content where there is none.
[[nodiscard]] v1::Content content_of(const store::Message& message);

// author_represents says whether the officer behind a device is who an address means (recipients.hpp, represents).
[[nodiscard]] bool author_represents(const Context& context, const base::DeviceId& device, const std::string& address);
// same_officer says whether two devices belong to one officer.
[[nodiscard]] bool same_officer(const Context& context, const base::DeviceId& a, const base::DeviceId& b);

// messages_about gives the messages of these bodies that say something about the target with effect, in the room's order; those
// that still wait for their place come last.
[[nodiscard]] Result<std::vector<store::Message>> messages_about(store::Transaction& tx, const store::MessageKey& target,
                                                                 std::initializer_list<int> bodies);

// is_retracted says whether its author has taken a message back.
[[nodiscard]] Result<bool> is_retracted(store::Transaction& tx, const store::MessageKey& message);

// participants_in gives the addresses that take part in a room; none for an unknown one.
[[nodiscard]] Result<std::vector<std::string>> participants_in(store::Transaction& tx, const base::RoomId& room);

}  // namespace valise::sdk::client
