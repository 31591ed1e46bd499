// Sending what is queued: room made or brought up to date, files uploaded, content completed and protected, ciphertext stored,
// then submitted.
#pragma once

#include "client-sdk/client/membership.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

// Intake takes in the next of what waits in the mailbox, NetError::timeout where nothing does; called when somebody else's commit
// came first.
using Intake = std::function<asio::awaitable<Result<>>()>;

// send_item tries one queued message. What failed stays queued with the reason. Errors: those of open_room and upkeep (trust
// failures among them), upload, and the network's; room_busy after several conflicts.
[[nodiscard]] asio::awaitable<Result<>> send_item(Context& context, Link link, store::OutboxItem item, Intake intake,
                                                  valise::Progress progress);

}  // namespace valise::sdk::client
