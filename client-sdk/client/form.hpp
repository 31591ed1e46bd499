// What becomes of a form: officers of the side that is asked say how far it is, the sender's side that a formal request follows.
//
//   sent --> acknowledged --> in progress --> answered / refused --(in progress)--> ...
//   formal request: none --to follow (sender's side)--> to follow --received (asked side)--> received
//
// Where a form stands is never stored or sent: it follows from the changes of status that are justified, in the room's order
// (docs/design/0026-forms.md). The answers to an urgent form as a matter (matter.hpp) and its changes of status are one: taking
// the matter in charge acknowledges the form, and a status answers the matter.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/form_view.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

inline constexpr std::size_t kLongestProposal = 64 * 1024;  // bytes of what should stand in place of a passage

// A promise that nobody has kept yet, and the message that gave it.
struct Promise {
  base::UnixMillis until;
  store::MessageKey said_in;
};

// FormTrack is where a form stands.
struct FormTrack {
  valise::FormState state = valise::FormState::sent;
  valise::FormalRequest formal = valise::FormalRequest::none;
  std::optional<Promise> answer;   // of the side that is asked
  std::optional<Promise> request;  // of the sender's side
};

// advance gives where a form stands after a change of status; as before if it changes nothing.
[[nodiscard]] FormTrack advance(FormTrack before, v1::FormStatus status, const std::optional<Promise>& promise);

// is_settled says whether the side that is asked owes nothing more.
[[nodiscard]] bool is_settled(valise::FormState state, valise::Awaited awaited);

// What is promised later than that is none: nothing that a member writes becomes a time without a bound.
inline constexpr std::chrono::hours kLatestPromise{2 * 366 * 24};

// promise_in gives the time that a change of status promises; nothing for one that is none: not after it was said, or more than
// two years later.
[[nodiscard]] std::optional<base::UnixMillis> promise_in(const v1::Content& content);

// Effects (effects.hpp). take_form links a form to its predecessor: a form of the same kind in the room, of the same side;
// versions of a draft may come from anybody in the room. take_status_change and take_comment link what is said about a form, if
// it is justified.
[[nodiscard]] Result<> take_form(store::Transaction& tx, const Context& context, const store::Message& message,
                                 const v1::Content& content);
[[nodiscard]] Result<> take_status_change(store::Transaction& tx, const Context& context, const store::Message& message,
                                          const v1::Content& content);
[[nodiscard]] Result<> take_comment(store::Transaction& tx, const Context& context, const store::Message& message,
                                    const v1::Content& content);

// may_report says whether a device, speaking for an address, may set a status of a form.
[[nodiscard]] Result<bool> may_report(store::Transaction& tx, const Context& context, const store::Message& form,
                                      v1::FormStatus status, const base::DeviceId& device, const std::string& from);
// may_succeed says whether a device may send a form that extends another, or is another version of it.
[[nodiscard]] bool may_succeed(const Context& context, const store::Message& predecessor, const std::string& kind,
                               const base::DeviceId& device);

[[nodiscard]] const char* word(v1::FormStatus status);
// status_of reads "in_progress" and the like; FORM_STATUS_UNSPECIFIED for anything else.
[[nodiscard]] v1::FormStatus status_of(std::string_view word);

// is_draft says of a kind that its passages are commented on and that anybody may send another version.
[[nodiscard]] bool is_draft(std::string_view kind);

}  // namespace valise::sdk::client
