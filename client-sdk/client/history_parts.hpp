// The parts of the exchange of histories (client-sdk/client/history_exchange.hpp): where a history travels, how it is put into
// the queue, what own devices have agreed, what a post owes, and how what came is taken in.
#pragma once

#include <functional>

#include "client-sdk/client/history.hpp"
#include "client-sdk/client/send_queue.hpp"

namespace valise::sdk::client {

// reaches says whether what is said in a room reaches a device: the room is made, and the device in it. False where that cannot
// be now.
[[nodiscard]] asio::awaitable<Result<bool>> reaches(Context& context, Link link, base::RoomId id, base::DeviceId receiver,
                                                    Intake intake);

struct HandedOver {
  std::uint64_t parts = 0;
  std::uint64_t messages = 0;
};
// hand_over queues all parts of a history, or none, in one transaction with what `note_it` says of it. The sealed files stay only
// if that is durable. An own device hears also that there is nothing.
[[nodiscard]] Result<> hand_over(Context& context, const base::RoomId& room, const HistoryTerms& terms,
                                 const std::function<Result<>(store::Transaction&, const HandedOver&)>& note_it);

// keep_links hands over what own devices have agreed by codes; keep_successions, what is owed to those who came to the own posts.
// Both say whether something was queued.
[[nodiscard]] asio::awaitable<Result<bool>> keep_links(Context& context, Link link, Intake intake);
[[nodiscard]] asio::awaitable<Result<bool>> keep_successions(Context& context, Link link, Intake intake);

// fetch_parts fetches and takes in what waits; what cannot be had yet stays for the next visit.
[[nodiscard]] asio::awaitable<Result<>> fetch_parts(Context& context, Link link);

}  // namespace valise::sdk::client
