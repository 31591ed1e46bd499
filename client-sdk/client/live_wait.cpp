#include "client-sdk/client/live_wait.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/exchange.hpp"
#include "client-sdk/net/error.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

constexpr auto kSlice = 200ms;  // how often a stop is looked for

asio::awaitable<Result<>> until_news(asio::io_context& io, Ear& ear, std::chrono::milliseconds most) {
  if (std::exchange(ear.news, false)) co_return Result<>{};
  asio::steady_timer timer(io, most);
  ear.wake = [&timer] { timer.cancel(); };
  auto outcome = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  static_cast<void>(outcome);
  ear.wake = {};
  ear.news = false;
  co_return Result<>{};
}

// What a visit that failed means for who waits for a round.
Result<> ended(const Ear& ear) {
  return ear.failure ? Result<>(base::Unexpected{base::Error(*ear.failure)}) : Result<>(fail(net::NetError::closed));
}

Result<std::uint64_t> waiting_in(Context& context) {
  valise::ReceiveReport report;
  if (auto counted = count_queue(context, report); !counted) return pass_on(counted);
  return report.queued;
}

// Hands over what the ear has heard; the functions may take their time, and more may come meanwhile.
void hand_over(Ear& ear, const valise::ReceiveOptions& options, valise::ReceiveReport& report) {
  for (const valise::MessageView& message : std::exchange(ear.messages, {})) {
    ++report.messages;
    if (options.on_message) options.on_message(message);
  }
  for (const valise::Notice& notice : std::exchange(ear.notices, {})) {
    if (options.on_notice) options.on_notice(notice);
  }
}

Result<> follow(const InErrand& at, Ear& ear, const valise::ReceiveOptions& options, const std::stop_token& stop,
                valise::ReceiveReport& report) {
  while (!stop.stop_requested()) {
    if (at.following.over()) return fail(net::NetError::closed);
    if (ear.failure && is_trust_failure(*ear.failure)) return ended(ear);
    hand_over(ear, options, report);
    if (!stop.stop_requested()) rest(at, ear, kSlice);
  }
  return {};
}

}  // namespace

void rest(const InErrand& at, Ear& ear, std::chrono::milliseconds most) {
  auto& io = at.context.io;
  auto rested = wait_in<void>(at.errand, io, until_news(io, ear, most));
  static_cast<void>(rested);
}

base::Result<> await_round(const InErrand& at, Round round) {
  Listening listening(at.following);
  Ear& ear = listening.ear();
  round == Round::look ? at.following.look() : at.following.nudge();
  while (ear.rounds == 0 && !ear.failure && !at.following.over()) rest(at, ear, kSlice);
  return ear.rounds > 0 ? Result<>{} : ended(ear);
}

base::Result<valise::ReceiveReport> receive_in_errand(const InErrand& at, const valise::ReceiveOptions& options,
                                                      const std::stop_token& stop) {
  Listening listening(at.following);
  valise::ReceiveReport report;
  auto before = waiting_in(at.context);
  if (!before) return pass_on(before);
  auto done = options.follow ? follow(at, listening.ear(), options, stop, report) : await_round(at, Round::look);
  hand_over(listening.ear(), options, report);
  if (!done) return pass_on(done);
  if (auto counted = count_queue(at.context, report); !counted) return pass_on(counted);
  report.sent = *before - std::min(*before, report.queued);
  return report;
}

}  // namespace valise::sdk::client
