#include "client-sdk/client/exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "client-sdk/client/enrol.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/housekeeping.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/visit.hpp"
#include "client-sdk/net/backoff.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr auto kSlice = 500ms;  // how often a stop is looked for between visits

// News shows the notices that came since it was made, each once.
class News {
 public:
  News(Context& context, const ExchangeOptions& options) : context_(context), options_(options) {}
  // begin leaves out what is there already.
  Result<> begin() {
    auto newest = context_.store.transaction([](store::Transaction& tx) { return tx.notices().newest(); });
    if (!newest) return pass_on(newest);
    last_ = *newest;
    return {};
  }
  Result<> show() {
    auto news = context_.store.transaction([&](store::Transaction& tx) { return tx.notices().since(last_); });
    if (!news) return pass_on(news);
    for (const store::Notice& notice : *news) {
      last_ = notice.id;
      if (options_.on_notice) options_.on_notice(view_of(notice));
    }
    return {};
  }

 private:
  Context& context_;
  const ExchangeOptions& options_;
  store::NoticeId last_;
};

// What a follower survives: the relay is away, or repeats what was altered once.
bool worth_another_visit(const base::Error& error) {
  return net::may_retry(error.code) || error.code == ClientError::delivery_altered;
}

// A device that waits for its approval looks whether that has come. Until then it is a stranger to the relay, and on a link that
// it opened as one it stays one.
asio::awaitable<Result<>> be_enrolled(Context& context) {
  auto enrolled = context.enrolled();
  if (enrolled || enrolled.error().code != ClientError::enrolment_pending) co_return Result<>{};
  co_return co_await wait_for_approval(context, 0ms);
}

asio::awaitable<Result<>> visit(Context& context, const ExchangeOptions& options, valise::ReceiveReport& report,
                                net::Backoff& backoff) {
  if (auto enrolled = co_await be_enrolled(context); !enrolled) co_return enrolled;
  auto link = co_await connect(context);
  if (!link) co_return pass_on(link);
  Visit session(context, options, report, std::move(*link));
  const std::uint64_t messages = report.messages;
  auto done = co_await session.run();
  if (report.messages > messages) backoff.succeeded();
  // After that: a relay that goes away is obeyed also by those whom it served well before.
  if (session.reconnect_after() > 0ms) backoff.relay_asks(session.reconnect_after());
  co_return done;
}

// A nudge ends the waiting: what a person sends now is tried now.
asio::awaitable<void> wait(Context& context, std::chrono::milliseconds time, const ExchangeOptions& options) {
  const base::Monotonic until = context.clock.monotonic() + time;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  std::optional<net::Nudge::Listening> listening;
  if (options.nudge != nullptr) listening.emplace(*options.nudge, [&timer] { timer.cancel(); });
  while (!has_ended(options) && context.clock.monotonic() < until) {
    if (options.nudge != nullptr && options.nudge->pending()) co_return;
    timer.expires_after(std::min<std::chrono::milliseconds>(time, kSlice));
    auto outcome = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(outcome);
  }
}

}  // namespace

Result<> count_queue(Context& context, valise::ReceiveReport& report) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto messages = tx.outbox().waiting_count();
    if (!messages) return pass_on(messages);
    auto changes = tx.room_changes().waiting();
    if (!changes) return pass_on(changes);
    auto failed = tx.messages().failed_count();
    if (!failed) return pass_on(failed);
    report.queued = *messages + changes->size();
    report.failed = *failed;
    return {};
  });
}

asio::awaitable<Result<valise::ReceiveReport>> exchange(Context& context, ExchangeOptions options) {
  valise::ReceiveReport report;
  net::Backoff backoff(context.random);
  News news(context, options);
  if (auto begun = news.begin(); !begun) co_return pass_on(begun);
  options.after_step = [&news] { return news.show(); };
  while (true) {
    if (options.nudge != nullptr) options.nudge->take();  // all that is queued is tried by this visit
    auto done = co_await visit(context, options, report, backoff);
    if (auto noted = note_overdue(context); !noted) co_return pass_on(noted);
    if (auto noted = note_late_forms(context); !noted) co_return pass_on(noted);
    if (auto tidied = tidy_up(context); !tidied) co_return pass_on(tidied);
    if (auto shown = news.show(); !shown) co_return pass_on(shown);
    if (auto counted = count_queue(context, report); !counted) co_return pass_on(counted);
    const bool again = options.follow && !has_ended(options) && (done || worth_another_visit(done.error()));
    if (!again) {
      if (!done) co_return pass_on(done);
      co_return report;
    }
    const std::chrono::milliseconds pause = backoff.next();
    if (options.on_closed) options.on_closed(done, pause);
    co_await wait(context, pause, options);
  }
}

}  // namespace valise::sdk::client
