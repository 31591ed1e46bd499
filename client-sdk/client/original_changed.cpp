#include "client-sdk/client/original_changed.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/speech.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::size_t kMostTold = 100;  // of one forward

std::string short_id(const store::MessageKey& key) { return base::to_hex(key.id.view()).substr(0, 8); }

// One of the forwarder's devices speaks: the one that forwarded it, and any other only when that is no more.
bool speaks(const Context& context, const store::Message& forward) {
  if (forward.sender == context.device()) return true;
  return same_officer(context, forward.sender, context.device()) && !context.directory().active(forward.sender);
}

Result<bool> all_read_the_original(store::Transaction& tx, const base::RoomId& there, const base::RoomId& here) {
  auto readers = participants_in(tx, there);
  if (!readers) return pass_on(readers);
  auto known = participants_in(tx, here);
  if (!known) return pass_on(known);
  return std::ranges::all_of(*readers, [&](const auto& one) { return std::ranges::find(*known, one) != known->end(); });
}

// The news about a forward that is known here, in the room's order.
Result<std::vector<store::Message>> told(store::Transaction& tx, const store::MessageKey& forward) {
  return messages_about(tx, forward, {v1::Content::kOriginalChanged});
}

bool tells_of(const store::Message& news, const store::MessageKey& change) {
  return key_of(content_of(news).original_changed().change()) == change;
}

// Nothing where the forwarder has no business in the room any more, or there is nobody to be told.
Result<bool> is_to_be_told(store::Transaction& tx, const Context& context, const store::Message& forward,
                           const store::Message& original, const store::MessageKey& change) {
  auto room = tx.rooms().find(forward.room);
  if (!room) return pass_on(room);
  if (!*room || (*room)->membership == store::Membership::removed) return false;
  auto gone = is_retracted(tx, key_of(forward));
  if (!gone || *gone) return gone ? Result<bool>(false) : gone;
  auto all = all_read_the_original(tx, forward.room, original.room);
  if (!all || *all) return all ? Result<bool>(false) : all;
  auto before = told(tx, key_of(forward));
  if (!before) return pass_on(before);
  if (before->size() >= kMostTold) return false;
  if (std::ranges::any_of(*before, [&](const auto& news) { return tells_of(news, change); })) return false;
  auto participants = participants_in(tx, forward.room);
  if (!participants) return pass_on(participants);
  return speaking_address(context, {}, *participants).has_value();
}

}  // namespace

Result<> tell_of_change(store::Transaction& tx, Context& context, const store::Message& forward, const store::Message& original,
                        const store::Message& change) {
  if (!speaks(context, forward)) return {};
  auto wanted = is_to_be_told(tx, context, forward, original, key_of(change));
  if (!wanted) return pass_on(wanted);
  if (!*wanted) return {};
  Speech speech;
  speech.room = forward.room;
  v1::OriginalChanged& body = *speech.content.mutable_original_changed();
  *body.mutable_forward() = reference_to(key_of(forward));
  *body.mutable_change() = reference_to(key_of(change));
  body.set_retracted(change.body == v1::Content::kRetraction);
  body.set_changed_at_ms(base::to_wire(change.sent_at));
  auto queued = queue_speech(tx, context, std::move(speech));
  if (!queued) return pass_on(queued);
  return {};
}

Result<> take_original_changed(store::Transaction& tx, const Context& context, const store::Message& message,
                               const v1::OriginalChanged& said_of) {
  auto forward = target_in(tx, message.room, said_of.forward());
  if (!forward) return pass_on(forward);
  const auto change = key_of(said_of.change());
  if (!*forward || !change || !content_of(**forward).has_forwarded()) return {};
  if (!same_officer(context, message.sender, (*forward)->sender)) return {};
  auto before = told(tx, key_of(**forward));
  if (!before) return pass_on(before);
  const bool known = std::ranges::any_of(*before, [&](const auto& news) { return tells_of(news, *change); });
  if (known || before->size() >= kMostTold) return {};
  if (auto put = tx.links().put(key_of(message), v1::Content::kOriginalChanged, key_of(**forward)); !put) return put;
  auto seen = tx.messages().find(change->id, change->sender);
  if (!seen) return pass_on(seen);
  if (*seen || message.direction == store::Direction::outgoing) return {};
  return note(tx, context, store::NoticeKind::unanswered,
              said(said_of.retracted() ? "notices.original_retracted" : "notices.original_changed",
                   {{"forward", short_id(key_of(**forward))}, {"who", member_text(context, message.sender)}}),
              message.room);
}

Result<std::vector<valise::ToldChangeView>> changes_told(store::Transaction& tx, const Context& context,
                                                         const store::MessageKey& forward) {
  auto news = told(tx, forward);
  if (!news) return pass_on(news);
  std::vector<valise::ToldChangeView> out;
  for (const store::Message& message : *news) {
    const v1::Content content = content_of(message);
    const v1::OriginalChanged& said_of = content.original_changed();
    const auto change = key_of(said_of.change());
    auto seen = change ? tx.messages().find(change->id, change->sender) : Result<std::optional<store::Message>>(std::nullopt);
    if (!seen) return pass_on(seen);
    if (*seen) continue;
    valise::MemberView who = member_view(context, message.sender);
    const auto at = std::min(said_of.changed_at_ms(), base::to_wire(message.received_at));
    out.push_back({.message = base::to_hex(message.id.view()),
                   .officer = std::move(who.officer),
                   .officer_name = std::move(who.officer_name),
                   .retracted = said_of.retracted(),
                   .at = base::from_wire(at)});
  }
  return out;
}

}  // namespace valise::sdk::client
