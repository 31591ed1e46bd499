// Messages that a member hands on: said again to a device that missed them (repetition.hpp), or as history to one that came later
// (docs/design/0021-history-and-repetition.md). Each travels with what its sender signed, and only what verifies is taken in:
// nobody can put words into another's mouth. What it was numbered and when it came remains the word of who hands it on, and so
// does that nothing was left out; therefore it is shown as handed on.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/store/messages.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// may_be_handed_on: what people said, and what changes the state of matters; nothing that only serves the programs, and nothing
// that the relay has not numbered.
[[nodiscard]] bool may_be_handed_on(const store::Message& message);

// handed_on gives a message with its evidence, whose group context is put among `contexts`; nothing where there is no evidence.
[[nodiscard]] Result<std::optional<v1::RepeatedMessage>> handed_on(store::Transaction& tx, const store::Message& message,
                                                                   google::protobuf::RepeatedPtrField<std::string>& contexts);

// was_for says whether a message was said to an officer or to a post that they staff or staffed, by the participants of the epoch
// that its sender signed for.
[[nodiscard]] bool was_for(const Context& context, const directory::OfficerAddress& officer, const v1::RepeatedMessage& repeated,
                           const google::protobuf::RepeatedPtrField<std::string>& contexts);

// was_said_to says whether it was said in a room in which that address took part then. state_signed_for gives the state of the
// room that its sender signed for; neither is verified.
[[nodiscard]] bool was_said_to(const std::string& address, const v1::RepeatedMessage& repeated,
                               const google::protobuf::RepeatedPtrField<std::string>& contexts);
[[nodiscard]] Result<v1::RoomState> state_signed_for(const v1::RepeatedMessage& repeated,
                                                     const google::protobuf::RepeatedPtrField<std::string>& contexts);

// is_authentic says whether take_handed_on would find it justified.
[[nodiscard]] bool is_authentic(const Context& context, const store::Room& room, const v1::RepeatedMessage& repeated,
                                const google::protobuf::RepeatedPtrField<std::string>& contexts);

// take_handed_on stores such a message as said in the room, handed on by a device, with all that it does. False if it was there
// already, or is not justified: malformed, not signed by its sender for this room, by somebody without business in it, or in the
// name of a post that is not theirs.
[[nodiscard]] Result<bool> take_handed_on(store::Transaction& tx, Context& context, const store::Room& room,
                                          const v1::RepeatedMessage& repeated,
                                          const google::protobuf::RepeatedPtrField<std::string>& contexts, base::DeviceId by);

}  // namespace valise::sdk::client
