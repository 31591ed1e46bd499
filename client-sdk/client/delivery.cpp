#include "client-sdk/client/delivery.hpp"

#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/order.hpp"
#include "client-sdk/client/replica.hpp"
#include "client-sdk/client/restored.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/state_loss.hpp"
#include "client-sdk/client/suspect.hpp"
#include "client-sdk/mls/error.hpp"
#include "client-sdk/mls/framing/message.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::client {
namespace {

Result<MailboxStep> step_of(Context& context, base::MailboxSeq seq) {
  auto mark = context.store.transaction([](store::Transaction& tx) { return tx.meta().mailbox_mark(); });
  if (!mark) return pass_on(mark);
  return mailbox_step(mark->processed, seq);
}

Result<Taken> skip(Context& context, const v1::Delivery& delivery, store::NoticeKind kind, std::vector<store::Sentence> news) {
  auto skipped = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto noted = note(tx, context, kind, news, room_of(delivery)); !noted) return noted;
    if (auto noted = note_unreadable(tx, context, delivery); !noted) return noted;
    if (auto moved = move_position(tx, delivery); !moved) return moved;
    return advance(tx, context, delivery);
  });
  if (!skipped) return pass_on(skipped);
  return Taken{};
}

// What did not verify: stop at the first time, skip with an alarm at the second.
Result<Taken> unverified(Context& context, const v1::Delivery& delivery, const base::Error& error) {
  auto suspicion = judge_suspect(context, delivery);
  if (!suspicion) return pass_on(suspicion);
  if (*suspicion == Suspicion::confirmed) {
    const auto kind =
        delivery.kind() == v1::DELIVERY_KIND_COMMIT ? store::NoticeKind::commit_skipped : store::NoticeKind::message_gap;
    return skip(context, delivery, kind, said("notices.passed_over", {reason(error)}));
  }
  auto noted =
      notify(context, store::NoticeKind::trust_failure, said("notices.delivery_altered", {reason(error)}), room_of(delivery));
  if (!noted) return pass_on(noted);
  return fail(ClientError::delivery_altered);
}

Result<Taken> take_expired(Context& context, const v1::Delivery& delivery) {
  // What was erased is not missing: senders continue anywhere.
  auto forgotten = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    if (auto doubted = doubt_all(tx, context); !doubted) return doubted;
    if (auto unsure = tx.places().unsure_followed(); !unsure) return unsure;
    return tx.rooms().forget_sender_chains();
  });
  if (!forgotten) return pass_on(forgotten);
  return skip(context, delivery, store::NoticeKind::deliveries_expired, said("notices.deliveries_expired"));
}

// A member may be newer than this device's replica: sync once before a Welcome is refused for an unknown device.
asio::awaitable<Result<Taken>> join(Context& context, Link link, const v1::Delivery& delivery) {
  auto taken = take_welcome(context, delivery);
  if (taken || taken.error().code != mls::MlsError::credential_refused) co_return taken;
  if (auto synced = co_await sync_directory(context, link); !synced) co_return pass_on(synced);
  co_return take_welcome(context, delivery);
}

asio::awaitable<Result<Taken>> dispatch(Context& context, Link link, const v1::Delivery& delivery) {
  switch (delivery.kind()) {
    case v1::DELIVERY_KIND_WELCOME: co_return co_await join(context, link, delivery);
    case v1::DELIVERY_KIND_COMMIT:
    case v1::DELIVERY_KIND_MESSAGE: co_return co_await take_room_message(context, link, delivery);
    case v1::DELIVERY_KIND_ALERT: co_return take_alert(context, delivery);
    case v1::DELIVERY_KIND_EXPIRED: co_return take_expired(context, delivery);
    default: co_return fail(ClientError::delivery_altered, "kind");
  }
}

Result<Taken> trust_failure(Context& context, ClientError error, const v1::Delivery& delivery) {
  auto noted = notify(context, store::NoticeKind::trust_failure, said("notices.stopped_listening", {reason({error, {}})}),
                      room_of(delivery));
  if (!noted) return pass_on(noted);
  return fail(error);
}

// A gap: stop and have it delivered again, remembered so that the second time it is taken as it is.
Result<Taken> missing_before(Context& context, const v1::Delivery& delivery) {
  auto suspicion = judge_suspect(context, delivery);
  if (!suspicion) return pass_on(suspicion);
  return trust_failure(context, ClientError::messages_missing, delivery);
}

// What a restored relay delivers once more is what this device has, byte for byte: it is acknowledged without a word (R7). From a
// relay that says nothing of having been restored it is a replay.
Result<bool> repeated_after_restore(Context& context, const v1::Delivery& delivery) {
  if (delivery.message().empty()) return false;
  const auto hash = crypto::Sha256::of(base::as_bytes(delivery.message()));
  return context.store.transaction([&](store::Transaction& tx) -> Result<bool> {
    auto restored = restored_lately(tx, context.clock.now());
    if (!restored || !*restored) return restored;
    auto had = tx.meta().was_taken(hash);
    if (!had || !*had) return had;
    if (auto moved = move_position(tx, delivery); !moved) return pass_on(moved);
    if (auto advanced = advance(tx, context, delivery); !advanced) return pass_on(advanced);
    return true;
  });
}

// Members send a restored relay again what it has lost, each at a time of its own: what builds on changes that have not come yet
// waits for them.
Result<bool> set_aside(Context& context, const v1::Delivery& delivery) {
  if (delivery.kind() != v1::DELIVERY_KIND_COMMIT && delivery.kind() != v1::DELIVERY_KIND_MESSAGE) return false;
  const auto id = room_of(delivery);
  auto message = mls::from_message<mls::PrivateMessage>(base::as_bytes(delivery.message()));
  if (!id || !message) return false;
  return context.store.transaction([&](store::Transaction& tx) -> Result<bool> {
    auto restored = restored_lately(tx, context.clock.now());
    if (!restored || !*restored) return restored;
    auto room = tx.rooms().find(*id);
    if (!room) return pass_on(room);
    if (*room && ((*room)->membership != store::Membership::member || message->epoch.value() <= (*room)->epoch)) return false;
    auto kept =
        tx.set_aside().put(*id, message->epoch.value(), base::as_bytes(delivery.SerializeAsString()), context.clock.now());
    if (!kept || !*kept) return kept;
    if (auto moved = move_position(tx, delivery); !moved) return pass_on(moved);
    if (auto advanced = tx.meta().advance_mailbox(base::MailboxSeq(delivery.mailbox_seq())); !advanced) return pass_on(advanced);
    return true;
  });
}

Result<std::optional<store::Aside>> next_aside(Context& context, base::RoomId id) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<std::optional<store::Aside>> {
    auto room = tx.rooms().find(id);
    if (!room) return pass_on(room);
    if (!*room || (*room)->membership != store::Membership::member) return std::nullopt;
    return tx.set_aside().next(id, (*room)->epoch);
  });
}

// There is no relay to repeat it: what does not verify is skipped with an alarm.
asio::awaitable<Result<Taken>> take_aside(Context& context, Link link, v1::Delivery delivery) {
  delivery.set_mailbox_seq(0);
  auto repeated = repeated_after_restore(context, delivery);
  if (!repeated) co_return pass_on(repeated);
  if (*repeated) co_return Taken{};
  auto remembered = judge_suspect(context, delivery);
  if (!remembered) co_return pass_on(remembered);
  auto taken = co_await take_room_message(context, link, delivery);
  if (taken || !is_unverifiable(taken.error().code)) co_return taken;
  co_return unverified(context, delivery, taken.error());
}

}  // namespace

asio::awaitable<Result<std::optional<store::Message>>> take_next_aside(Context& context, Link link, base::RoomId room,
                                                                       bool& more) {
  auto aside = next_aside(context, room);
  if (!aside) co_return pass_on(aside);
  more = aside->has_value();
  if (!more) co_return std::nullopt;
  v1::Delivery delivery;
  const bool parsed = delivery.ParseFromArray((*aside)->delivery.data(), static_cast<int>((*aside)->delivery.size()));
  auto taken = parsed ? co_await take_aside(context, link, std::move(delivery)) : Result<Taken>(Taken{});
  if (!taken) co_return pass_on(taken);
  auto erased = context.store.transaction([&](store::Transaction& tx) { return tx.set_aside().erase((*aside)->id); });
  if (!erased) co_return pass_on(erased);
  co_return std::move(taken->message);
}

asio::awaitable<Result<Taken>> take_delivery(Context& context, Link link, v1::Delivery delivery) {
  auto step = step_of(context, base::MailboxSeq(delivery.mailbox_seq()));
  if (!step) co_return pass_on(step);
  if (*step == MailboxStep::had) co_return Taken{};
  if (*step == MailboxStep::skipped && delivery.kind() != v1::DELIVERY_KIND_EXPIRED) {
    co_return trust_failure(context, ClientError::delivery_skipped, delivery);
  }
  auto repeated = repeated_after_restore(context, delivery);
  if (!repeated) co_return pass_on(repeated);
  if (*repeated) co_return Taken{};
  auto aside = set_aside(context, delivery);
  if (!aside) co_return pass_on(aside);
  if (*aside) co_return Taken{};
  auto taken = co_await dispatch(context, link, delivery);
  if (taken) co_return taken;
  const std::error_code code = taken.error().code;
  if (code == ClientError::messages_missing) co_return missing_before(context, delivery);
  if (!is_unverifiable(code)) co_return taken;
  co_return unverified(context, delivery, taken.error());
}

}  // namespace valise::sdk::client
