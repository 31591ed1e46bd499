// AlertEvents: what the relay said it did about urgent messages. Its word: nothing here is signed by anybody. An event is kept
// once; how many there can be is bounded by the relay's own bounds and by kMostOfOne here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

struct AlertEvent {
  std::optional<base::RoomId> room;  // nothing: this device is not told which
  base::RoomSeq room_seq;
  std::string reference;
  std::string post;  // that is to acknowledge
  int state = 0;     // as valise.v1.AlertState
  int step = 0;
  int urgency = 0;
  base::UnixMillis at;
  std::optional<base::UnixMillis> acknowledge_by;
  int channels_reached = 0;
  int channels_failed = 0;
};

class AlertEvents {
 public:
  static constexpr std::uint64_t kMostOfOne = 64;

  explicit AlertEvents(sql::Database& db) : db_(&db) {}

  // add gives false where it is there already, or too many are.
  [[nodiscard]] base::Result<bool> add(const AlertEvent& event);
  // of_message gives the events of a room's message in the order of time.
  [[nodiscard]] base::Result<std::vector<AlertEvent>> of_message(const base::RoomId& room, base::RoomSeq room_seq) const;
  // elsewhere gives those of which this device does not know the room, in the order of time.
  [[nodiscard]] base::Result<std::vector<AlertEvent>> elsewhere() const;
  [[nodiscard]] base::Result<> forget_before(base::UnixMillis time);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
