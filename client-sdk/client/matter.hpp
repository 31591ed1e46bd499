// What becomes of an urgent message: open, then answered by named officers.
//
//   open --take--> in charge of an officer --done--> done
//     \--decline / contest--> declined / contested --take--> in charge
//
// A colleague may take over at any time. Who declines or contests what somebody else has in charge changes nothing, but is kept.
// The state follows from the acknowledgements in the room's order, so that all members come to the same.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/matters.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// open_matter writes an urgent text or form down as a matter that wants an answer; it does nothing for other messages.
[[nodiscard]] Result<> open_matter(store::Transaction& tx, const store::Message& message, const v1::Content& content);

// take_acknowledgement links an acknowledgement to its matter, if it is justified.
[[nodiscard]] Result<> take_acknowledgement(store::Transaction& tx, const Context& context, const store::Message& message,
                                            const v1::Content& content);

// matter_view tells where a matter stands now.
[[nodiscard]] Result<valise::MatterView> matter_view(const Context& context, store::Transaction& tx, const store::Matter& matter);
// matter_of is matter_view of an urgent message; nothing for others.
[[nodiscard]] Result<std::optional<valise::MatterView>> matter_of(const Context& context, store::Transaction& tx,
                                                                  const store::MessageKey& message);

// next_state gives the state after an answer; the one before if the answer changes nothing. `same_officer`: of the last change.
[[nodiscard]] valise::MatterState next_state(valise::MatterState before, v1::Answer answer, bool same_officer);

// acknowledge queues an answer. Errors: message_unknown, not_urgent, not_asked, reason_missing, and those of queue_speech.
[[nodiscard]] Result<base::MessageId> acknowledge(Context& context, const std::string& message, v1::Answer answer,
                                                  const std::string& reason);

// note_overdue tells this device's person, once each, of own urgent messages whose deadline has passed without an answer.
[[nodiscard]] Result<> note_overdue(Context& context);

}  // namespace valise::sdk::client
