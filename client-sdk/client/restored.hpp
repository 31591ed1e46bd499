// What this device does when the relay has gone back to an earlier state (R7): it notices, has its own acknowledged messages sent
// again, and says what cannot be mended.
#pragma once

#include "client-sdk/client/connect.hpp"

namespace valise::sdk::client {

// note_subscription compares what the relay says of itself at the beginning of a session with what it said before, and remembers
// it. True when the relay was restored: its numbers have gone back, or it is in another incarnation (then the mailbox is begun
// anew at the oldest delivery that the relay keeps), and until resend_lost has come to its end.
[[nodiscard]] Result<bool> note_subscription(Context& context, const v1::Subscribed& subscribed);

// resend_lost queues again what a restored relay does not know any more: messages, and changes of rooms for submit_lost_commits;
// gives the number of messages.
[[nodiscard]] asio::awaitable<Result<std::uint64_t>> resend_lost(Context& context, Link link);

// submit_lost_commits gives the relay the changes of rooms again that it has lost, byte for byte and in their order: who has seen
// them drops them, who has not goes on from there. What depends on changes that others made stays for the next time.
[[nodiscard]] asio::awaitable<Result<>> submit_lost_commits(Context& context, Link link);

// incarnation_of_relay is what the relay said last of which one it is; empty if nothing.
[[nodiscard]] Result<base::Bytes> incarnation_of_relay(store::Transaction& tx);

// restored_lately: a restored relay was met within the time for which relays keep messages.
[[nodiscard]] Result<bool> restored_lately(store::Transaction& tx, base::UnixMillis now);

}  // namespace valise::sdk::client
