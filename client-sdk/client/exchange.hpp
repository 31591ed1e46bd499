// exchange: one visit to the relay: directory, key packages, unfinished commits, what waits in the mailbox, what waits in the
// queue.
#pragma once

#include <stop_token>

#include "client-sdk/client/connect.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

struct ExchangeOptions {
  bool follow = false;  // stay and take in what comes, until stopped
  std::function<void(const valise::MessageView&)> on_message;
  std::function<void(const valise::Notice&)> on_notice;
  valise::Progress progress;
  std::stop_token stop;
};

// exchange gives what it did. It ends at the first trust failure, having accepted nothing of what failed; with the network error
// that ended the visit; or, not following, when the mailbox is empty and the queue was tried. With `follow` it reconnects by
// itself, jittered, until stopped.
[[nodiscard]] asio::awaitable<Result<valise::ReceiveReport>> exchange(Context& context, ExchangeOptions options);

}  // namespace valise::sdk::client
