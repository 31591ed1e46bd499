// exchange: one visit to the relay: directory, key packages, unfinished commits, what waits in the mailbox, what waits in the
// queue.
#pragma once

#include <stop_token>

#include "client-sdk/client/connect.hpp"
#include "client-sdk/net/nudge.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

struct ExchangeOptions {
  bool follow = false;  // stay and take in what comes, until stopped
  std::function<void(const valise::MessageView&)> on_message;
  std::function<void(const valise::Notice&)> on_notice;
  valise::Progress progress;
  std::function<void(const valise::FileProgress&)> on_file{};  // the same of files that are sent, for programs
  std::stop_token stop;
  std::function<bool()> enough{};  // following ends when this says so; looked at between two steps, at least twice a second

  // What a follower that answers to others needs besides (Live).
  net::Nudge* nudge = nullptr;          // something was queued, or it is to stop: look at once
  std::function<void(Link)> on_open{};  // subscribed; the link lives until on_closed
  std::function<void(const Result<>&, std::chrono::milliseconds)> on_closed{};  // how a visit ended, and when the next one is
  std::function<void()> on_change{};       // what was taken in was no message: a room changed, a receipt
  std::function<void()> on_queue{};        // a message of the queue went out, or was tried in vain
  std::function<bool()> look{};            // asked at a nudge: fetch the directory and the mailbox first
  std::function<void()> on_round{};        // all that was queued at the last nudge was tried, and nothing waits in the mailbox
  std::function<Result<>()> after_step{};  // set by exchange itself
};

// has_ended says whether who follows is to stop.
[[nodiscard]] inline bool has_ended(const ExchangeOptions& options) {
  return options.stop.stop_requested() || (options.enough && options.enough());
}

// count_queue says in the report what is queued, and what failed for good.
[[nodiscard]] Result<> count_queue(Context& context, valise::ReceiveReport& report);

// exchange gives what it did. It ends at the first trust failure, having accepted nothing of what failed; with the network error
// that ended the visit; or, not following, when the mailbox is empty and the queue was tried. With `follow` it reconnects by
// itself, jittered, until stopped.
[[nodiscard]] asio::awaitable<Result<valise::ReceiveReport>> exchange(Context& context, ExchangeOptions options);

}  // namespace valise::sdk::client
