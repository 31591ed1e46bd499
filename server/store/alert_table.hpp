// Alerts of urgent messages as the file has them. They are opened and settled in the transaction of the message that does so;
// what follows is decided above (server/core/alerts.hpp) and written with what it tells the members.
#pragma once

#include "server/store/device_table.hpp"

namespace valise::server::store::alerts {

// Opening is what a message with a wish leaves.
struct Opening {
  std::int64_t room = 0;
  base::RoomSeq room_seq;
  devices::RowId sender = 0;
  const core::MessageSubmission* submission = nullptr;
  std::span<const base::DeviceId> members;  // sorted
};
// open keeps an alert; a refused one where the wish cannot be met, or too many of the sender's authority are open.
[[nodiscard]] base::Result<> open(Write& write, const Opening& opening);
// settle ends the alert of a room's message if it is for one of these posts.
[[nodiscard]] base::Result<> settle(Write& write, std::int64_t room, base::RoomSeq room_seq, std::span<const std::string> posts);
// withdraw ends it if a device of this authority asked for it.
[[nodiscard]] base::Result<> withdraw(Write& write, std::int64_t room, base::RoomSeq room_seq, std::string_view authority);
[[nodiscard]] base::Result<bool> advance(Write& write, const AlertAdvance& advance);

[[nodiscard]] base::Result<DueAlerts> due(sql::Database& db, base::UnixMillis now, std::size_t limit);
[[nodiscard]] base::Result<AlertCounts> count(sql::Database& db);

// tell delivers to those of `devices` who take deliveries.
[[nodiscard]] base::Result<> tell(Write& write, std::int64_t room, base::RoomSeq room_seq, const AlertTelling& telling);

}  // namespace valise::server::store::alerts
