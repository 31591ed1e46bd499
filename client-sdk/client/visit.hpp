// One session with the relay, from the first request to the last; exchange.hpp decides when there is another.
#pragma once

#include "client-sdk/client/exchange.hpp"
#include "client-sdk/client/followed.hpp"
#include "client-sdk/client/send_queue.hpp"
#include "client-sdk/net/nudged_link.hpp"

namespace valise::sdk::client {

// Visit is one session with the relay: what has to be done first, what waits in the mailbox, what waits in the queue.
class Visit {
 public:
  Visit(Context& context, const ExchangeOptions& options, valise::ReceiveReport& report, Link link)
      : context_(context), options_(options), report_(report), link_(std::move(link)) {}

  // run does all there is to do, and stays if the caller follows.
  asio::awaitable<Result<>> run();
  // reconnect_after is what the relay asked for when it went away, 0 if it asked for nothing.
  [[nodiscard]] std::chrono::milliseconds reconnect_after() const { return reconnect_after_; }

 private:
  asio::awaitable<Result<>> begin();
  asio::awaitable<Result<>> drain();
  // caught_up says that all was taken in that waited when the visit began.
  Result<> caught_up();
  asio::awaitable<Result<>> follow();
  // keep_time says whether anything was due.
  asio::awaitable<Result<bool>> keep_time();
  asio::awaitable<Result<>> flush();
  asio::awaitable<Result<>> look();
  Result<> tell_round();
  asio::awaitable<Result<>> keep_up();
  asio::awaitable<Result<>> histories();
  void plan_upkeep(std::chrono::milliseconds within);
  asio::awaitable<Result<>> send(store::OutboxItem item, Intake intake);
  Result<> count_sent(const base::MessageId& message);
  asio::awaitable<Result<>> change(store::RoomChange change, Intake intake);
  asio::awaitable<Result<>> confirm();
  asio::awaitable<Result<>> next(std::chrono::milliseconds patience);
  asio::awaitable<Result<>> next_or_nudge(std::chrono::milliseconds patience);
  asio::awaitable<Result<>> handle(Result<net::Push> push);
  asio::awaitable<Result<>> take(v1::Delivery delivery);
  [[nodiscard]] asio::awaitable<Result<>> take_aside(base::RoomId room);
  asio::awaitable<Result<>> acknowledge();
  asio::awaitable<Result<>> check_restored(v1::Subscribed subscribed);
  Result<> show(const store::Message& message);
  [[nodiscard]] bool stopping() const { return has_ended(options_); }

  Context& context_;
  const ExchangeOptions& options_;
  valise::ReceiveReport& report_;
  Link link_;
  std::shared_ptr<net::NudgedLink> nudged_;  // the same link, where the caller nudges
  std::uint64_t processed_ = 0;              // mailbox numbers of this session
  std::uint64_t assigned_ = 0;
  OwnNumbers own_before_;     // as it was before the relay said what waits
  std::uint64_t oldest_ = 0;  // when the session began
  std::uint64_t acknowledged_ = 0;
  base::Monotonic confirm_after_{};
  base::Monotonic promises_at_{};
  base::Monotonic tidy_at_{};  // at once: a visit may last for weeks
  std::chrono::milliseconds reconnect_after_{0};
  base::Monotonic upkeep_at_{};
};

}  // namespace valise::sdk::client
