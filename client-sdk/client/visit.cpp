#include "client-sdk/client/visit.hpp"

#include <set>

#include "client-sdk/client/delivery.hpp"
#include "client-sdk/client/enrol.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/history_exchange.hpp"
#include "client-sdk/client/housekeeping.hpp"
#include "client-sdk/client/kept_reason.hpp"
#include "client-sdk/client/key_package_stock.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/receipts.hpp"
#include "client-sdk/client/replica.hpp"
#include "client-sdk/client/restored.hpp"
#include "client-sdk/client/room_queue.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/state_loss.hpp"
#include "client-sdk/client/upkeep.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kWindow = 64;
constexpr std::uint64_t kAcknowledgeAfter = kWindow / 2;
constexpr auto kPushPatience = 15s;    // for a delivery that the relay says it has
constexpr auto kConfirmEvery = 5s;     // how often it is looked whether a receipt is due, or an answer overdue
constexpr auto kPromisesEvery = 1min;  // and whether the promise of a form is broken
constexpr auto kFollowSlice = 500ms;   // how often a stop is looked for while nothing comes
// Devices that stay see the same change of the directory at the same time: each waits for a time of its own, and the first one's
// commit leaves the others nothing to do.
constexpr std::chrono::milliseconds kUpkeepAfterChange = 20s;
constexpr std::chrono::milliseconds kUpkeepAtTimes = 1h;

}  // namespace

asio::awaitable<Result<>> Visit::check_restored(v1::Subscribed subscribed) {
  auto restored = note_subscription(context_, subscribed);
  if (!restored) co_return pass_on(restored);
  if (!*restored) co_return Result<>{};
  auto resent = co_await resend_lost(context_, link_);
  if (!resent) co_return pass_on(resent);
  co_return notify(context_, store::NoticeKind::relay_restored,
                   said("notices.relay_restored", {{"count", std::to_string(*resent)}}));
}

asio::awaitable<Result<>> Visit::begin() {
  context_.places_checked.clear();
  if (auto synced = co_await sync_directory(context_, link_); !synced) co_return pass_on(synced);
  if (auto enrolled = complete_enrolment(context_); !enrolled) co_return enrolled;
  if (auto resolved = co_await resolve_pending(context_, link_); !resolved) co_return resolved;
  if (auto stocked = co_await replenish_key_packages(context_, link_); !stocked) co_return stocked;
  auto own = own_numbers(context_);
  if (!own) co_return pass_on(own);
  own_before_ = std::move(*own);
  auto subscribed = co_await link_->subscribe(kWindow);
  if (!subscribed) co_return pass_on(subscribed);
  if (auto checked = co_await check_restored(*subscribed); !checked) co_return checked;
  if (auto submitted = co_await submit_lost_commits(context_, link_); !submitted) co_return submitted;
  auto mark = context_.store.transaction([](store::Transaction& tx) { return tx.meta().mailbox_mark(); });
  if (!mark) co_return pass_on(mark);
  assigned_ = subscribed->last_seq();
  if (subscribed->first_seq() == 0 && assigned_ > mark->processed.value()) {
    if (auto noted = note_copy(context_, base::MailboxSeq(assigned_), base::MailboxSeq(assigned_)); !noted) co_return noted;
    mark->processed = base::MailboxSeq(assigned_);
  }
  processed_ = mark->processed.value();
  // What was processed, but not acknowledged before an earlier session broke, still lies at the relay.
  oldest_ = subscribed->first_seq();
  acknowledged_ = oldest_ == 0 ? processed_ : std::min(processed_, oldest_ - 1);
  co_return co_await acknowledge();
}

Result<> Visit::show(const store::Message& message) {
  ++report_.messages;
  if (!options_.on_message) return {};
  auto view = context_.store.transaction([&](store::Transaction& tx) { return view_of(context_, tx, message); });
  if (!view) return pass_on(view);
  options_.on_message(*view);
  return {};
}

// One answer for many deliveries: at the end of what waits, or when enough has come. What is not acknowledged at a crash comes
// again and is dropped.
asio::awaitable<Result<>> Visit::acknowledge() {
  const bool due = processed_ >= assigned_ || processed_ - acknowledged_ >= kAcknowledgeAfter;
  if (!due || processed_ == acknowledged_) co_return Result<>{};
  v1::ClientFrame frame;
  frame.mutable_acknowledge()->set_mailbox_seq(processed_);
  auto reply = co_await link_->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  acknowledged_ = processed_;
  co_return Result<>{};
}

asio::awaitable<Result<>> Visit::take(v1::Delivery delivery) {
  const std::uint64_t seq = delivery.mailbox_seq();
  const auto room = base::RoomId::parse(delivery.room_id());
  // Only this device acknowledges, and tombstones stand for what was erased: what is missing at the front was fetched by a copy.
  if (seq == oldest_ && seq > processed_ + 1 && delivery.kind() != v1::DELIVERY_KIND_EXPIRED) {
    if (auto noted = note_copy(context_, base::MailboxSeq(seq - 1), base::MailboxSeq(assigned_)); !noted) co_return noted;
  }
  const bool changes = delivery.kind() == v1::DELIVERY_KIND_COMMIT || delivery.kind() == v1::DELIVERY_KIND_WELCOME;
  auto taken = co_await take_delivery(context_, link_, std::move(delivery));
  if (!taken) co_return pass_on(taken);
  processed_ = std::max(processed_, seq);
  assigned_ = std::max(assigned_, seq);
  if (taken->message) {
    if (auto shown = show(*taken->message); !shown) co_return shown;
  } else if (options_.on_change) {
    options_.on_change();
  }
  if (room && changes) {
    if (auto followed = co_await take_aside(*room); !followed) co_return followed;
  }
  co_return co_await acknowledge();
}

asio::awaitable<Result<>> Visit::take_aside(base::RoomId room) {
  for (bool more = true; more;) {
    auto message = co_await take_next_aside(context_, link_, room, more);
    if (!message) co_return pass_on(message);
    if (!*message && more && options_.on_change) options_.on_change();
    if (!*message) continue;
    if (auto shown = show(**message); !shown) co_return shown;
  }
  co_return Result<>{};
}

asio::awaitable<Result<>> Visit::next(std::chrono::milliseconds patience) {
  co_return co_await handle(co_await link_->next_push(patience));
}

asio::awaitable<Result<>> Visit::next_or_nudge(std::chrono::milliseconds patience) {
  if (!nudged_) co_return co_await next(patience);
  co_return co_await handle(co_await nudged_->next_push_or_nudge(patience, *options_.nudge));
}

asio::awaitable<Result<>> Visit::handle(Result<net::Push> push) {
  if (!push) co_return pass_on(push);
  if (auto* delivery = std::get_if<v1::Delivery>(&*push)) co_return co_await take(std::move(*delivery));
  if (std::holds_alternative<v1::LogGrew>(*push)) {
    auto synced = co_await sync_directory(context_, link_);
    plan_upkeep(kUpkeepAfterChange);
    co_return synced ? Result<>{} : Result<>(pass_on(synced));
  }
  reconnect_after_ = std::chrono::milliseconds(std::get<v1::GoingAway>(*push).reconnect_after_ms());
  co_return fail(net::NetError::closed);
}

asio::awaitable<Result<>> Visit::drain() {
  while (processed_ < assigned_ && !stopping()) {
    if (auto taken = co_await next(kPushPatience); !taken) co_return taken;
  }
  co_return Result<>{};
}

Result<> Visit::caught_up() {
  if (processed_ < assigned_) return {};
  return note_caught_up(context_, std::exchange(own_before_, {}));
}

asio::awaitable<Result<>> Visit::send(store::OutboxItem item, Intake intake) {
  const store::OutboxId id = item.id;
  const base::MessageId message = item.message;
  auto sent = co_await send_item(context_, link_, std::move(item), std::move(intake),
                                 {.progress = options_.progress, .on_file = options_.on_file});
  if (sent) {
    if (auto counted = count_sent(message); !counted) co_return counted;
    if (options_.on_queue) options_.on_queue();
    co_return sent;
  }
  if (sent.error().code == ClientError::files_held) co_return sent;
  auto noted = context_.store.transaction(
      [&](store::Transaction& tx) { return tx.outbox().note_attempt(id, kept(sent.error()), context_.clock.now()); });
  if (options_.on_queue) options_.on_queue();
  co_return noted ? sent : noted;
}

// Receipts and the like are nothing that a person sent, nor is what was given up.
Result<> Visit::count_sent(const base::MessageId& id) {
  auto message = context_.store.transaction([&](store::Transaction& tx) { return tx.messages().find(id, context_.device()); });
  if (!message) return pass_on(message);
  if (*message && (*message)->spoken && (*message)->state == store::MessageState::sent) ++report_.sent;
  return {};
}

asio::awaitable<Result<>> Visit::change(store::RoomChange change, Intake intake) {
  const store::RoomChangeId id = change.id;
  auto made = co_await make_change(context_, link_, std::move(change), std::move(intake));
  if (made) {
    if (options_.on_queue) options_.on_queue();
    co_return made;
  }
  auto noted = context_.store.transaction(
      [&](store::Transaction& tx) { return tx.room_changes().note_attempt(id, made.error().message()); });
  if (options_.on_queue) options_.on_queue();
  co_return noted ? made : noted;
}

// What failed holds up what is behind it in its room, not that of other rooms. What a person keeps back holds up nothing.
asio::awaitable<Result<>> Visit::flush() {
  auto waiting = context_.store.transaction([](store::Transaction& tx) { return errands(tx); });
  if (!waiting) co_return pass_on(waiting);
  std::set<base::RoomId> held_up;
  Intake intake = [this] { return next(kPushPatience); };
  for (Errand& errand : *waiting) {
    const base::RoomId room = std::visit([](const auto& what) { return what.room; }, errand);
    if (held_up.contains(room) || stopping()) continue;
    auto* message = std::get_if<store::OutboxItem>(&errand);
    auto done = message != nullptr ? co_await send(std::move(*message), intake)
                                   : co_await change(std::move(std::get<store::RoomChange>(errand)), intake);
    if (done || done.error().code == ClientError::files_held) continue;
    held_up.insert(room);
    if (is_trust_failure(done.error()) || !link_->open()) co_return done;
  }
  co_return Result<>{};
}

asio::awaitable<Result<>> Visit::keep_up() {
  auto changed = co_await keep_rooms_up(context_, link_, [this] { return next(kPushPatience); });
  if (!changed) co_return pass_on(changed);
  report_.changes += *changed;
  if (auto noted = note_staff(context_); !noted) co_return noted;
  upkeep_at_ = context_.clock.monotonic() + kUpkeepAtTimes;
  co_return Result<>{};
}

// What is owed of histories goes into the queue; what came of them is taken in.
asio::awaitable<Result<>> Visit::histories() {
  auto queued = co_await keep_histories(context_, link_, [this] { return next(kPushPatience); });
  if (!queued) co_return pass_on(queued);
  if (*queued) co_return co_await flush();
  co_return Result<>{};
}

void Visit::plan_upkeep(std::chrono::milliseconds within) {
  const auto drawn = context_.random.array<2>();
  const auto part = within * (drawn[0] * 256 + drawn[1]) / 65'536;
  upkeep_at_ = std::min<base::Monotonic>(upkeep_at_, context_.clock.monotonic() + part);
}

// Receipts for what came; who stays says them when their time has come.
asio::awaitable<Result<>> Visit::confirm() {
  auto queued = queue_receipts(context_, options_.follow ? Say::what_is_due : Say::all);
  if (!queued) co_return pass_on(queued);
  if (*queued) co_return co_await flush();
  co_return Result<>{};
}

// The answer of the relay comes behind all that it had pushed before.
asio::awaitable<Result<>> Visit::look() {
  constexpr auto what_came = 50ms;
  if (auto synced = co_await sync_directory(context_, link_); !synced) co_return pass_on(synced);
  for (;;) {
    auto taken = co_await next(what_came);
    if (!taken && taken.error().code == net::NetError::timeout) co_return co_await drain();
    if (!taken) co_return taken;
  }
}

Result<> Visit::tell_round() {
  if (!options_.on_round || processed_ < assigned_ || (options_.nudge != nullptr && options_.nudge->pending())) return {};
  if (auto shown = options_.after_step(); !shown) return shown;
  options_.on_round();
  return {};
}

// What is due because time has passed, as often as it has to be looked at. What it notes is told like that of messages.
asio::awaitable<Result<bool>> Visit::keep_time() {
  const auto now = context_.clock.monotonic();
  bool any = false;
  const auto is_due = [&](base::Monotonic& at, base::Monotonic::duration every) {
    if (now < at) return false;
    at = now + every;
    return any = true;
  };
  if (is_due(upkeep_at_, kUpkeepAtTimes)) {
    if (auto kept = co_await keep_up(); !kept) co_return pass_on(kept);
  }
  if (is_due(confirm_after_, kConfirmEvery)) {
    if (auto noted = note_overdue(context_); !noted) co_return pass_on(noted);
    if (auto confirmed = co_await confirm(); !confirmed) co_return pass_on(confirmed);
    if (auto kept = co_await histories(); !kept) co_return pass_on(kept);
  }
  if (is_due(promises_at_, kPromisesEvery)) {
    if (auto noted = note_late_forms(context_); !noted) co_return pass_on(noted);
  }
  if (is_due(tidy_at_, kTidyEvery)) {
    if (auto tidied = tidy_up(context_); !tidied) co_return pass_on(tidied);
  }
  co_return any;
}

asio::awaitable<Result<>> Visit::follow() {
  while (!stopping()) {
    auto taken = co_await next_or_nudge(kFollowSlice);
    if (!taken && taken.error().code != net::NetError::timeout) co_return taken;
    const bool nudged = options_.nudge != nullptr && options_.nudge->take();
    if (nudged && options_.look && options_.look()) {
      if (auto looked = co_await look(); !looked) co_return looked;
    }
    if (nudged || (taken && processed_ >= assigned_)) {
      if (auto flushed = co_await flush(); !flushed) co_return flushed;
    }
    auto timely = co_await keep_time();
    if (!timely) co_return pass_on(timely);
    if (!taken && !nudged && !*timely) continue;
    if (auto shown = options_.after_step(); !shown) co_return shown;
    if (nudged) {
      if (auto told = tell_round(); !told) co_return told;
    }
  }
  co_return Result<>{};
}

asio::awaitable<Result<>> Visit::run() {
  if (options_.nudge != nullptr) {
    link_ = nudged_ = std::make_shared<net::NudgedLink>(co_await asio::this_coro::executor, link_);
  }
  auto done = co_await begin();
  if (done && options_.on_open) options_.on_open(link_);
  if (done) done = co_await drain();
  if (done) done = caught_up();
  if (done) done = co_await flush();
  if (done && !stopping()) done = co_await keep_up();
  if (done) done = co_await drain();  // what came meanwhile
  if (done && !stopping()) done = co_await histories();
  if (done) done = co_await confirm();
  if (done) done = tell_round();
  if (done && options_.follow) done = co_await follow();
  link_->close();
  co_return done;
}

}  // namespace valise::sdk::client
