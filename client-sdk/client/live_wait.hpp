// Waiting in an errand for what the Live does: the functions that visit the relay themselves outside of a Live, within one.
#pragma once

#include <stop_token>

#include "client-sdk/client/following.hpp"
#include "client-sdk/client/live_errand.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

// What an errand has of the Live in which it runs.
struct InErrand {
  Context& context;
  Following& following;
  LiveErrand& errand;
};

// rest waits in an errand until the ear has news, `most` at the longest.
void rest(const InErrand& at, Ear& ear, std::chrono::milliseconds most);

enum class Round { queue, look };
// await_round waits in an errand until all that is queued now was tried once; with `look`, until the directory and what had come
// to the mailbox were fetched, too. The error that ended the visit; NetError::closed when the Live ends.
[[nodiscard]] base::Result<> await_round(const InErrand& at, Round round);

// receive_in_errand does what Client::receive does: tells what comes. Whoever follows hears all that came since it began.
[[nodiscard]] base::Result<valise::ReceiveReport> receive_in_errand(const InErrand& at, const valise::ReceiveOptions& options,
                                                                    const std::stop_token& stop);

}  // namespace valise::sdk::client
